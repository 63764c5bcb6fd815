// The numbered files of sql/, as they were when the program was built.
#pragma once

#include <span>

namespace greycache {

struct Migration {
  int version = 0;          // counts from 1 without gaps
  const char* name = "";    // of the file, without number and ending
  const char* script = "";  // ends with the insert of its own row into schema_version
};

// In order; the last one's version is the schema that this program needs.
std::span<const Migration> migrations();

}  // namespace greycache
