// The account of greyweb counts, not that of who runs greyctl.
#include "greyctl/doctor/account_look.h"

#include <pwd.h>
#include <unistd.h>

#include "common/whole_file.h"
#include "greyweb/account/account.h"

namespace greycache {

namespace {

uid_t reader_of_accounts() {
  const passwd* const panel = getpwnam("greyweb");
  return panel == nullptr ? geteuid() : panel->pw_uid;
}

}  // namespace

AccountFacts look_at_account_facts(const std::string& path) {
  AccountFacts facts;
  struct stat status {};
  facts.named = lstat(path.c_str(), &status) == 0;
  facts.error = look_at_account_file(path, facts.place);
  if (facts.error != 0) return facts;
  facts.keepers = keepers_of_accounts(reader_of_accounts());
  // What is no file of accounts has none to tell of.
  if (!S_ISREG(facts.place.file.st_mode)) return facts;
  const auto text = read_whole_file(path, web::kMostAccountBytes);
  if (!text) {
    facts.error = text.error();
    return facts;
  }
  const auto accounts = web::parse_accounts(*text);
  if (!accounts) facts.damage = accounts.error();
  facts.empty = accounts && accounts->empty();
  return facts;
}

}  // namespace greycache
