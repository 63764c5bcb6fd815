// What this host knows of expectations, in a file: for a start while the store is away or has lost
// its last commits.
#pragma once

#include <memory>
#include <string>

#include "greycache/policy/expectation/expectations.h"
#include "greycache/store/durability.h"

namespace greycache {

// `state_dir`/expectations, a row a line, replaced in one step. What is wrong is logged.
class ExpectationFile {
 public:
  ExpectationFile(const std::string& state_dir, Durability durability)
      : path_(state_dir + "/expectations"), durability_(durability) {}

  // Null where there is no file or it cannot be read; lines that make no sense are left out. A call
  // may read 100 MB.
  std::shared_ptr<const Expectations> read() const;

  // Any thread, one at a time. Survives a kill of this process, or a power cut where so configured.
  void write(const Expectations& rows) const;

 private:
  int write_fresh(const std::string& path, const Expectations& rows) const;

  std::string path_;
  Durability durability_;
};

}  // namespace greycache
