// The file of the panel's accounts, or tokens, as root writes it.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "common/file_descriptor.h"
#include "greyweb/account/account.h"

namespace greycache {

// None where there is no file. The error is a sentence: it cannot be read, or a line is wrong.
tl::expected<std::vector<web::Account>, std::string> read_account_file(const std::string& path);

// While it is held nobody else changes the files of accounts beside `path`: what was read is still
// so when it is written. The error is a sentence.
tl::expected<FileDescriptor, std::string> hold_account_files(const std::string& path);

// In one step, safe on disk. A new file is root's and the group greyweb's, mode 0640; where there
// is no such group it is its owner's alone, which is told on standard error. The error is a
// sentence.
tl::expected<void, std::string> write_account_file(const std::string& path,
                                                   const std::vector<web::Account>& accounts);

}  // namespace greycache
