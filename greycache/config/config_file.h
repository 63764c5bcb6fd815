// Loads the configuration file.
#pragma once

#include <string>
#include <string_view>

#include "common/places.h"
#include "greycache/config/settings_reader.h"

namespace greycache {

inline constexpr const char kDefaultConfigFile[] = GREYCACHE_CONF_DIR "/greycache.conf";

// Reads a file that was named by the administrator: it must be there. At most 1 MiB, and
// a regular file: a reload must not wait for who writes into a pipe. Warns where
// everybody can read a file that holds a password. With what the panel has written in the state_dir
// that the file names, as far as both hold together; otherwise without, and with a warning.
LoadResult load_settings(const std::string& path);

// For programs started without --config: the default file, or the defaults where there is none.
LoadResult load_default_settings(const std::string& path = kDefaultConfigFile);

// Either of the two: `path` is that of --config, empty where it was not given.
LoadResult load_configuration(const std::string& path);

// The same, as if the panel had written this. Errors where the two do not hold together.
LoadResult load_configuration_with(const std::string& path, std::string_view of_panel);

// The file to write a setting into: the one that was read, or else the default.
std::string file_of(const LoadedSettings& loaded);

}  // namespace greycache
