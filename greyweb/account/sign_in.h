// From a name and a password to an account.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "common/duration.h"
#include "greyweb/account/account.h"
#include "greyweb/account/account_book.h"
#include "greyweb/account/audit_log.h"
#include "greyweb/account/sign_in_limits.h"

namespace greycache::web {

enum class SignInRefusal : std::uint8_t {
  wrong,     // no such account, or not its password: nobody is told which
  too_many,  // SignInLimits
  unread,    // there is no good file of accounts; counts as no failure
  busy       // others are being looked at: a flood costs one processor at most
};

// Any thread. One password is looked at at a time.
class SignIn {
 public:
  static constexpr std::chrono::milliseconds kPatience{1500};

  SignIn(AccountBook& accounts, AuditLog& audit) : accounts_(accounts), audit_(audit) {}

  // `address` is whom the limits count. Each outcome is in the audit log, refusals for a flood once
  // a minute.
  tl::expected<Account, SignInRefusal> sign_in(std::string_view name, std::string_view password,
                                               std::string_view address, UnixTime now);

 private:
  tl::expected<Account, SignInRefusal> look(std::string_view name, std::string_view password,
                                            std::string_view address, UnixTime now);
  void tell(std::string_view name, std::string_view address, std::string_view outcome,
            UnixTime now);

  AccountBook& accounts_;
  AuditLog& audit_;
  std::timed_mutex mutex_;
  SignInLimits limits_;
  std::mutex told_mutex_;
  UnixTime flood_told_ = 0;
};

}  // namespace greycache::web
