// The options of greyctl's commands for this host and for other stores.
#pragma once

#include <string>
#include <vector>

#include "greyctl/command_line.h"

namespace CLI {
class App;
}

namespace greycache {

// Each gives a command its options, which are read into the second one.
void add_import(CLI::App& app, ImportOptions& options);
void add_export(CLI::App& app, ExportOptions& options);
void add_warm(CLI::App& warm, WarmOptions& options);
void add_postfix(CLI::App& postfix, PostfixOptions& options);
void add_panel(CLI::App& panel, PanelOptions& options);
void add_doctor(CLI::App& doctor, DoctorOptions& options);
void add_config(CLI::App& config, ConfigOptions& options);
void add_update_lists(CLI::App& update_lists, UpdateOptions& options);

// --deferral, of who reads a mail log.
void add_deferrals(CLI::App& app, std::vector<std::string>& deferrals);

}  // namespace greycache
