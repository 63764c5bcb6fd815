// What gzip(1) makes of a compressed file.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"

namespace greycache {

// gzip as a child that reads the file and writes into a pipe.
class Unpacking {
 public:
  // Whether the file begins as gzip's do; one that cannot be read anywhere, as a pipe, never does.
  static bool is_packed(int file);
  // The error is a sentence.
  static tl::expected<Unpacking, std::string> begin(const FileDescriptor& file);

  // What is unpacked is read from here.
  FileDescriptor& output() { return output_; }
  // After its end: an error where the file was not whole. Once.
  tl::expected<void, std::string> end();

 private:
  Unpacking(FileDescriptor output, pid_t child) : output_(std::move(output)), child_(child) {}

  FileDescriptor output_;
  pid_t child_;
};

}  // namespace greycache
