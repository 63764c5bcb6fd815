// What `greyctl import`, `export` and `warm` are told.
#pragma once

#include <string>
#include <vector>

#include "greyctl/moving/postgrey/postgrey_import_options.h"
#include "greyctl/moving/sqlgrey/sqlgrey_import_options.h"

namespace greycache {

struct ImportOptions {
  std::string from;      // the command behind "import": "greycache", "sqlgrey", "postgrey"
  std::string file;      // of greycache; "-": standard input
  bool dry_run = false;  // reads and counts, and changes nothing
  SqlgreyImportOptions sqlgrey;
  PostgreyImportOptions postgrey;
};

struct ExportOptions {
  std::vector<std::string> kinds;  // none: all
};

struct WarmOptions {
  std::vector<std::string> logs;       // "-": standard input
  std::vector<std::string> deferrals;  // patterns, see DeferralWords
  bool dry_run = false;
};

}  // namespace greycache
