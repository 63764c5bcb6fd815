// `greyctl doctor`: looks at this host, and tells what is wrong and what to do.
#pragma once

#include <string>

#include "greycache/config/settings_reader.h"
#include "greyctl/doctor/doctor_options.h"
#include "greyctl/doctor/doctor_report.h"

namespace greycache {

// Takes 8 s at most, whatever hangs. Where the configuration is wrong (the errors of `loaded`) that
// is all that is told. Changes nothing; the daemon need not run.
DoctorReport examine(const LoadResult& loaded, const DoctorOptions& options);

}  // namespace greycache
