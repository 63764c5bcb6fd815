// "setting_check" and "setting_write": settings of the panel's as they shall be.
#pragma once

#include <string>

#include "greycache/config/settings.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/question.h"

namespace greycache {

// What a change is of.
struct SettingsPlace {
  std::string config_path;  // of --config; empty: the default file
  Settings running;

  std::string panel_dir() const;
};

// {"faults":[{"name","error"}],"difference":TEXT,"needs_restart":[NAME...],"hash":HASH} of
// `changes`, names with a value, or null for what the file or the default says. Blocks on the file
// system; any thread.
Answer check_settings(const SettingsPlace& place, const Question& question);

// The same, and they are written where nothing is wrong, as write_list() does it.
Answer write_settings(const SettingsPlace& place, const Question& question);

}  // namespace greycache
