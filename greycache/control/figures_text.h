// The figures of the daemon written out, all from the table of counters.
#pragma once

#include <string>

#include "greycache/control/figures.h"

namespace greycache {

// For an operator: a line a figure.
std::string stats_text(const Figures& figures);

// One JSON object on a line.
std::string stats_json(const Figures& figures);

// Of that, the list of the stores: an object each, with name, up, reason and outages.
std::string stores_json(const Figures& figures);

// As Prometheus reads it: a line a figure, with lines of help and type before each name.
std::string metrics_text(const Figures& figures);

}  // namespace greycache
