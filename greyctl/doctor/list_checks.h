// The list files and the Public Suffix List: age, complaints, patterns that run away.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "greyctl/doctor/findings.h"

namespace greycache {

struct FileAge {
  std::string path;
  std::int64_t days = 0;
};

struct ListFacts {
  std::vector<FileAge> shipped;         // those that packages bring, not the .local ones
  std::vector<std::string> complaints;  // sentences with file and line
  std::vector<std::string> wide;        // "FILE:LINE: *.com takes in ..."
  std::string forgeable;                // warning_of_forged_senders()
  std::vector<std::string> runaways;    // "FILE:LINE: the pattern runs away ..."
};

Findings list_findings(const ListFacts& lists);

struct SuffixFacts {
  bool used = false;    // by greymethod or correspondents
  FileAge file;         // days are 0 where there is none
  std::string warning;  // why the file does not count; empty where it does
};

Findings suffix_findings(const SuffixFacts& suffixes);

}  // namespace greycache
