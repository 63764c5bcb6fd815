// greyctl's command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "greyctl/allow_command.h"
#include "greyctl/config_options.h"
#include "greyctl/doctor/doctor_options.h"
#include "greyctl/expect_options.h"
#include "greyctl/forget_client.h"
#include "greyctl/history_options.h"
#include "greyctl/list_command.h"
#include "greyctl/lists/update_options.h"
#include "greyctl/moving/moving_options.h"
#include "greyctl/panel/panel_options.h"
#include "greyctl/postfix/postfix_options.h"
#include "greyctl/replay/replay_options.h"
#include "greyctl/report_options.h"

namespace greycache {

struct CommandLine {
  std::string config;   // empty: the default file
  std::string command;  // "check-config", "query", ...
  std::string action;   // of optin and optout: "add", "remove", "list"
  std::vector<std::string> words;
  bool json = false;
  bool connect = false;                // of check-config
  std::vector<std::string> deferrals;  // of trace: patterns
  bool would = false;                  // of explain
  ConfigOptions settings;              // of config
  HistoryOptions history;
  ReportOptions report;
  ReplayOptions replay;
  AllowOptions allow;
  ExpectOptions expect;
  ForgetOptions forget;
  ListOptions list;
  PostfixOptions postfix;
  DoctorOptions doctor;
  UpdateOptions update;
  ImportOptions imported;
  ExportOptions exported;
  WarmOptions warm;
  PanelOptions panel;
  std::optional<int> status;  // set when there is nothing more to do
};

CommandLine parse_command_line(int argc, char** argv);

}  // namespace greycache
