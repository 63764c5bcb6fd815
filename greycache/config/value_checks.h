// Checks of text settings: what is wrong and what would be right, empty where a value is good.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// An absolute path; the second may be empty.
std::string check_path(std::string_view value);
std::string check_path_or_empty(std::string_view value);
// The same of a file with a password, which is never repeated: it may be the password itself.
std::string check_password_file(std::string_view value);
// An absolute path of at most kLongestSocketPath (common/socket.h).
std::string check_socket_path(std::string_view value);
std::string check_socket_path_or_empty(std::string_view value);
// The name of a group as groupadd(8) allows it, or empty. Whether it exists is seen at start.
std::string check_group(std::string_view value);
// The same of an account.
std::string check_user(std::string_view value);
// A SQLgrey form of an address to listen on, or empty.
std::string check_listen_address(std::string_view value);
std::string check_redis(std::string_view value);
// A host's name or a numeric address, or empty.
std::string check_tls_name(std::string_view value);
// What every key begins with: letters, digits, '_', '-', '.', ':'; at most 64.
std::string check_redis_prefix(std::string_view value);
std::string check_log_override(std::string_view value);
// Networks, see parse_networks(), or empty.
std::string check_networks(std::string_view value);
// One word of printable ASCII, at most 32 bytes, or empty.
std::string check_log_ident(std::string_view value);
// A mail address or a local name, or empty. It becomes an argument of sendmail(1).
std::string check_mail_address(std::string_view value);
// See parse_lists_address(), or empty.
std::string check_lists_address(std::string_view value);
// See fault_of_reply_url().
std::string check_reply_url(std::string_view value);

}  // namespace greycache
