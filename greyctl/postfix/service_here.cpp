// Whose the socket is, and where policy-helper was installed.
#include "greyctl/postfix/service_here.h"

#include <pwd.h>
#include <sys/stat.h>

#include "common/inet_address.h"
#include "greyctl/postfix/installed.h"

namespace greycache {

namespace {

constexpr const char* kAccount = "greycache";

// Who can open the socket: the account that the daemon runs as. Where it does not run its directory
// tells.
std::string user_for(const std::string& socket) {
  for (const std::string& path : {socket, socket.substr(0, socket.rfind('/'))}) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || status.st_uid == 0) continue;
    const passwd* account = getpwuid(status.st_uid);
    if (account != nullptr) return account->pw_name;
  }
  return kAccount;
}

}  // namespace

PostfixService service_here(const Settings& settings, const std::string& helper) {
  const auto inet = parse_listen_address(settings.inet);
  return {user_for(settings.socket), helper.empty() ? kPolicyHelper : helper, settings.socket,
          inet ? inet->text() : ""};
}

}  // namespace greycache
