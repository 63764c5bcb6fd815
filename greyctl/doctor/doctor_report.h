// All findings, for a person or as JSON.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "greyctl/doctor/findings.h"

namespace greycache {

// What was found of each thing that was looked at, by its name.
using DoctorReport = std::vector<std::pair<std::string, Findings>>;

Severity worst_of(const DoctorReport& report);

// The worst first, each with what to do; one line where there is nothing to do.
std::string report_text(const DoctorReport& report);

// An object with "worst", "looked_at" and "findings", those that are well included.
std::string report_json(const DoctorReport& report);

}  // namespace greycache
