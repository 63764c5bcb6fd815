// What is wrong with the daemon now, in words.
#pragma once

#include <string>
#include <vector>

#include "greycache/control/figures.h"

namespace greycache {

struct PanelFinding {
  const char* level = "warning";  // or "error"
  std::string text;
  std::string advice;
};

// Of the figures alone: what a host's files and Postfix have wrong, greyctl doctor finds. Pure.
std::vector<PanelFinding> findings_in(const Figures& figures);

// A list of objects.
std::string findings_json(const std::vector<PanelFinding>& findings);

}  // namespace greycache
