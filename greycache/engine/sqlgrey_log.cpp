// SQLgrey's words for each outcome, byte for byte.
#include "greycache/engine/sqlgrey_log.h"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "common/text.h"
#include "common/typed_log.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

namespace {

struct Untrusted {
  std::string_view text;
};

// As the person wrote it; "%" stands for an empty one (policy/keys.h).
struct KeyPart {
  std::string_view part;
};

void append(std::string& line, std::string_view text) {
  line += text;
}

void append(std::string& line, Untrusted untrusted) {
  append_escaped(line, untrusted.text);
}

void append(std::string& line, KeyPart key) {
  if (key.part == "%") return;
  if (key.part.find('%') == key.part.npos) return append_escaped(line, key.part);
  append_escaped(line, percent_decoded(key.part));
}

std::string readable(std::string_view key_part) {
  std::string text;
  append(text, KeyPart{key_part});
  return text;
}

// sqlgrey-logstats knows addresses, not networks.
std::string_view source(std::string_view src) {
  return src.substr(0, src.find('/'));
}

class SqlgreyLog : public DecisionLog {
 public:
  void decided(const DecidedRequest& decided) override {
    if (decided.again) return;
    if (decided.keys.src.empty()) return without_store(decided);
    if (logs_typed(LogType::grey, 2)) with_store(decided);
    if (decided.keys.sender_domain == "-undef-" && decided.keys.sender_name != "-undef-") {
      log_typed(LogType::martians, 2, "undefined domain, from is '{}'",
                escaped(decided.request.sender));
    }
  }

 private:
  static void without_store(const DecidedRequest& decided);
  void with_store(const DecidedRequest& decided);
  void log_mail(std::string_view what, const DecidedRequest& decided, std::string_view more = {});
  void log_awl_addition(const DecidedRequest& decided);
  // A line of its parts, in memory that is used again: nearly every request has one.
  template <typename... Parts>
  void log_grey(const Parts&... parts);

  std::string line_;
};

void SqlgreyLog::without_store(const DecidedRequest& decided) {
  const PolicyRequest& request = decided.request;
  switch (decided.outcome) {
    case Outcome::whitelisted:
      return log_typed(LogType::whitelist, 2, "{}, {}({}) -> {}", escaped(request.sender),
                       escaped(request.client_address), escaped(request.client_name),
                       escaped(request.recipient));
    case Outcome::inactive:
      return log_typed(LogType::optin, 2, "greylisting inactive for {}: {}, {}({})",
                       escaped(request.recipient), escaped(request.sender),
                       escaped(request.client_address), escaped(request.client_name));
    case Outcome::unsuspicious:
      return log_typed(LogType::conf, 2,
                       "Discrimination Passed check - not greylisting {}({}): {} -> {}",
                       escaped(request.client_address), escaped(request.client_name),
                       escaped(request.sender), escaped(request.recipient));
    default:
      return log_typed(LogType::other, 3, "{}: {}, {}({}) -> {}", outcome_name(decided.outcome),
                       escaped(request.sender), escaped(request.client_address),
                       escaped(request.client_name), escaped(request.recipient));
  }
}

template <typename... Parts>
void SqlgreyLog::log_grey(const Parts&... parts) {
  line_.clear();
  append(line_, "grey: ");
  (append(line_, parts), ...);
  log_line(severity_of(2), line_);
}

void SqlgreyLog::log_awl_addition(const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const KeyPart domain{keys.sender_domain};
  if (!decided.decision.changes.empty() &&
      decided.decision.changes.front().kind == FactKind::domain_awl) {
    log_grey("domain awl: ", source(keys.src), ", ", domain, " added");
  } else {
    log_grey("from awl: ", source(keys.src), ", ", KeyPart{keys.awl_name}, "@", domain, " added");
  }
}

// "new: 192.0.2(192.0.2.1), a@x.example -> b@dst.example", and `more`.
void SqlgreyLog::log_mail(std::string_view what, const DecidedRequest& decided,
                          std::string_view more) {
  const Keys& keys = decided.keys;
  log_grey(what, ": ", source(keys.src), "(", Untrusted{decided.request.client_address}, "), ",
           KeyPart{keys.sender_name}, "@", KeyPart{keys.sender_domain}, " -> ", KeyPart{keys.rcpt},
           more);
}

void SqlgreyLog::with_store(const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const std::string_view src = source(keys.src);
  const Untrusted address{decided.request.client_address};
  const KeyPart domain{keys.sender_domain};
  switch (decided.outcome) {
    case Outcome::domain_awl:
      return log_grey("domain awl match: updating ", src, "(", address, "), ", domain);
    case Outcome::from_awl:
      return log_grey("from awl match: updating ", src, "(", address, "), ", KeyPart{keys.awl_name},
                      "@", domain, "(", KeyPart{keys.sender_name}, "@", domain, ")");
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
  // Of a unit it is the organisation.
  const auto unit = unit_of(forgotten.src);
  return fmt::format("{}: {}@{} -> {} at {}", unit ? unit->organisation : source(forgotten.src),
                     readable(forgotten.sender_name), readable(forgotten.sender_domain),
                     readable(forgotten.rcpt), forgotten.first_seen);
}

}  // namespace greycache
