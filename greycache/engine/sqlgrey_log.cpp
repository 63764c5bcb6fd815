#include "greycache/engine/sqlgrey_log.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "common/escaped_text.h"
#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

// A key part as the person wrote it; "%" stands for an empty one (policy/keys.h).
struct Readable {
  std::string_view key_part;
};

// sqlgrey-logstats knows addresses, not networks.
std::string_view source(std::string_view src) {
  return src.substr(0, src.find('/'));
}

}  // namespace

}  // namespace greycache

template <>
struct fmt::formatter<greycache::Readable> : fmt::formatter<greycache::EscapedText> {
  template <typename Context>
  auto format(const greycache::Readable& readable, Context& context) const {
    using Escaped = fmt::formatter<greycache::EscapedText>;
    const std::string_view part = readable.key_part;
    if (part.find('%') == part.npos) return Escaped::format({part}, context);
    const std::string name = part == "%" ? "" : greycache::percent_decoded(part);
    return Escaped::format({name}, context);
  }
};

namespace greycache {

namespace {

class SqlgreyLog : public DecisionLog {
 public:
  void decided(const DecidedRequest& decided) override {
    if (decided.again) return;
    if (decided.keys.src.empty()) return without_store(decided);
    if (logs_typed(LogType::grey, 2)) with_store(decided);
    if (decided.keys.sender_domain == "-undef-" && decided.keys.sender_name != "-undef-") {
      log_typed(LogType::martians, 2, "undefined domain, from is '{}'",
                EscapedText{decided.request.sender});
    }
  }

 private:
  static void without_store(const DecidedRequest& decided);
  static void with_store(const DecidedRequest& decided);
};

void SqlgreyLog::without_store(const DecidedRequest& decided) {
  const PolicyRequest& request = decided.request;
  switch (decided.outcome) {
    case Outcome::whitelisted:
      return log_typed(LogType::whitelist, 2, "{}, {}({}) -> {}", EscapedText{request.sender},
                       EscapedText{request.client_address}, EscapedText{request.client_name},
                       EscapedText{request.recipient});
    case Outcome::inactive:
      return log_typed(LogType::optin, 2, "greylisting inactive for {}: {}, {}({})",
                       EscapedText{request.recipient}, EscapedText{request.sender},
                       EscapedText{request.client_address}, EscapedText{request.client_name});
    case Outcome::unsuspicious:
      return log_typed(LogType::conf, 2,
                       "Discrimination Passed check - not greylisting {}({}): {} -> {}",
                       EscapedText{request.client_address}, EscapedText{request.client_name},
                       EscapedText{request.sender}, EscapedText{request.recipient});
    default:
      return log_typed(LogType::other, 3, "{}: {}, {}({}) -> {}", outcome_name(decided.outcome),
                       EscapedText{request.sender}, EscapedText{request.client_address},
                       EscapedText{request.client_name}, EscapedText{request.recipient});
  }
}

template <typename... Args>
void log_grey(fmt::format_string<Args...> format, Args&&... args) {
  log_typed(LogType::grey, 2, format, std::forward<Args>(args)...);
}

void log_awl_addition(const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const bool domain = !decided.decision.changes.empty() &&
                      decided.decision.changes.front().kind == FactKind::domain_awl;
  if (domain) {
    log_grey("domain awl: {}, {} added", source(keys.src), Readable{keys.sender_domain});
  } else {
    log_grey("from awl: {}, {}@{} added", source(keys.src), Readable{keys.awl_name},
             Readable{keys.sender_domain});
  }
}

// "new: 192.0.2(192.0.2.1), a@x.example -> b@dst.example" and what `more` says.
void log_mail(std::string_view what, const DecidedRequest& decided, std::string_view more = {}) {
  const Keys& keys = decided.keys;
  log_grey("{}: {}({}), {}@{} -> {}{}", what, source(keys.src),
           EscapedText{decided.request.client_address}, Readable{keys.sender_name},
           Readable{keys.sender_domain}, Readable{keys.rcpt}, more);
}

void SqlgreyLog::with_store(const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const std::string_view src = source(keys.src);
  const EscapedText address{decided.request.client_address};
  const Readable domain{keys.sender_domain};
  switch (decided.outcome) {
    case Outcome::domain_awl:
      return log_grey("domain awl match: updating {}({}), {}", src, address, domain);
    case Outcome::from_awl:
      return log_grey("from awl match: updating {}({}), {}@{}({}@{})", src, address,
                      Readable{keys.awl_name}, domain, Readable{keys.sender_name}, domain);
    case Outcome::reconnect:
      log_mail("reconnect ok", decided, fmt::format(" ({})", decided.decision.delay));
      return log_awl_addition(decided);
    case Outcome::early:
      return log_mail("early reconnect", decided);
    case Outcome::throttled:
      return log_mail("throttling", decided);
    case Outcome::fresh:
      return log_mail("new", decided);
    default:
      return log_mail(outcome_name(decided.outcome), decided);
  }
}

}  // namespace

std::unique_ptr<DecisionLog> make_sqlgrey_log() {
  return std::make_unique<SqlgreyLog>();
}

std::string spam_text(const Fact& forgotten) {
  return fmt::format("{}: {}@{} -> {} at {}", source(forgotten.src),
                     Readable{forgotten.sender_name}, Readable{forgotten.sender_domain},
                     Readable{forgotten.rcpt}, forgotten.first_seen);
}

}  // namespace greycache
