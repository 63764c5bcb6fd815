// A line of master.cf, taken apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// As master(5) has its columns; "-" counts as what it stands for there.
struct MasterService {
  std::string name;       // "smtp", "127.0.0.1:25", "greypolicy"
  std::string type;       // "inet", "unix", "pass"
  bool unprivileged{};    // "-" is y
  bool chrooted{};        // "-" is n (Postfix 3)
  std::string processes;  // "-", or a number
  std::string command;    // "smtpd", "spawn"
  std::vector<std::string> arguments;

  // "smtp/inet", as postconf -P names it.
  std::string key() const { return name + "/" + type; }
  // The limit of its processes, where "-" is `usual` (default_process_limit); 0 is no limit.
  std::int64_t most_processes(std::int64_t usual) const;
  // The value of an argument "user=VALUE"; nothing where there is none.
  std::optional<std::string> argument(std::string_view name) const;
  // The program that spawn(8) or pipe(8) starts, and its words; empty where there is none.
  std::vector<std::string> program() const;
  // The value of an option of that program, as "--socket PATH" or "--socket=PATH"; empty where it
  // is not given.
  std::string program_option(const std::string& option) const;
};

// Nothing where the line has less than eight fields.
std::optional<MasterService> parse_master_service(std::string_view line);

std::vector<MasterService> master_services(const PostfixState& state);

}  // namespace greycache
