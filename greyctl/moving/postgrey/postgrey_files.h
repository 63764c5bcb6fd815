// The text files of postgrey: its options, and its whitelists.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "greyctl/moving/account/moving_error.h"
#include "greyctl/moving/postgrey/postgrey_settings.h"

namespace greycache {

// What the file says where POSTGREY_OPTS is. With an empty path that is Debian's, which need not be
// there: then it says nothing. The error is of EX_NOINPUT.
tl::expected<std::string, MovingError> postgrey_defaults(const std::string& path);

struct PostgreyLists {
  std::string clients;  // all files of a kind, one behind the other
  std::string recipients;
  std::vector<std::string> lacking;  // that the settings name and are not there
};

// Of the files that the settings name; or, where a directory is given or they name none, that have
// one of the usual names in it, or in /etc/postgrey and /etc/postfix. An error of EX_NOINPUT where
// one cannot be read, or that directory has none.
tl::expected<PostgreyLists, MovingError> postgrey_lists(const std::string& directory,
                                                        const PostgreySettings& settings);

}  // namespace greycache
