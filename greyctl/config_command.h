// `greyctl config`: settings, as postconf(1) prints its own.
#pragma once

#include <string>
#include <vector>

#include "greycache/config/settings.h"
#include "greyctl/config_options.h"

namespace greycache {

struct ConfigAnswer {
  std::string text;                // lines "name = value", paragraphs, or a JSON array
  std::vector<std::string> wrong;  // a sentence for each name that is no setting
};

// Without names: those that differ from the default; all with defaults or explain. Passwords are
// "***". A key of SQLgrey that is another name of a setting stands for that.
ConfigAnswer config_answer(const Settings& settings, const ConfigOptions& options);

// Prints the answer; EX_USAGE where a name is wrong, which does not keep the others out.
int config(const Settings& settings, const ConfigOptions& options);

}  // namespace greycache
