// A name that is not there costs as much as one that is.
#include "greyweb/account/sign_in.h"

#include "greyweb/account/password.h"

namespace greycache::web {

namespace {

constexpr UnixTime kTellAgain = 60;

std::string_view word_of(const tl::expected<Account, SignInRefusal>& outcome) {
  if (outcome) return "ok";
  switch (outcome.error()) {
    case SignInRefusal::wrong:
      return "wrong";
    case SignInRefusal::too_many:
      return "too many";
    case SignInRefusal::unread:
      return "accounts not read";
    case SignInRefusal::busy:
      break;
  }
  return "busy";
}

}  // namespace

tl::expected<Account, SignInRefusal> SignIn::sign_in(std::string_view name,
                                                     std::string_view password,
                                                     std::string_view address, UnixTime now) {
  auto outcome = look(name, password, address, now);
  tell(name, address, word_of(outcome), now);
  return outcome;
}

tl::expected<Account, SignInRefusal> SignIn::look(std::string_view name, std::string_view password,
                                                  std::string_view address, UnixTime now) {
  std::unique_lock lock(mutex_, kPatience);
  if (!lock) return tl::make_unexpected(SignInRefusal::busy);
  if (!accounts_.is_read()) return tl::make_unexpected(SignInRefusal::unread);
  // What nobody can be called is counted as one.
  const std::string_view counted = is_account_name(name) ? name : std::string_view();
  if (!limits_.allows(counted, address, now)) {
    return tl::make_unexpected(SignInRefusal::too_many);
  }
  const auto account = accounts_.find(counted);
  if (!account && account.error() == NoAccount::unread) {
    return tl::make_unexpected(SignInRefusal::unread);
  }
  const bool right = matches_hash(password, account ? account->hash : hash_of_nobody());
  if (account && right) {
    limits_.succeeded(counted, address);
    return *account;
  }
  const auto known = account ? SignInLimits::Known::yes : SignInLimits::Known::no;
  limits_.failed(counted, known, address, now);
  return tl::make_unexpected(SignInRefusal::wrong);
}

void SignIn::tell(std::string_view name, std::string_view address, std::string_view outcome,
                  UnixTime now) {
  if (outcome != "ok" && outcome != "wrong") {
    const std::lock_guard lock(told_mutex_);
    if (now >= flood_told_ && now - flood_told_ < kTellAgain) return;
    flood_told_ = now;
  }
  audit_.add({.at = now,
              .event = "sign-in",
              .account = name,
              .address = address,
              .outcome = outcome,
              .what = {}});
}

}  // namespace greycache::web
