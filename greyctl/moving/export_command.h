// `greyctl export`: everything that is remembered, to standard output.
#pragma once

#include <string>

#include "greyctl/moving/moving_options.h"

namespace greycache {

// Returns an exit status of sysexits.h; what is written is whole only with EX_OK.
int export_rows(const std::string& control_socket, const ExportOptions& options);

}  // namespace greycache
