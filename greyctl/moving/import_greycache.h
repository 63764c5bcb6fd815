// `greyctl import greycache`: takes in what `greyctl export` wrote.
#pragma once

#include <string>

#include "greyctl/moving/moving_options.h"

namespace greycache {

// Returns an exit status of sysexits.h: EX_DATAERR where lines were set aside, or the file was cut
// off; the others are in all the same.
int import_greycache(const std::string& control_socket, const ImportOptions& options);

}  // namespace greycache
