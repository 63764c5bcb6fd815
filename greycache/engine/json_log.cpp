// A decision's fields, in the order in which they are read.
#include "greycache/engine/json_log.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "common/log.h"
#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestText = 512;

// One object, member by member, in memory that is used again.
class JsonLine {
 public:
  explicit JsonLine(std::string& line) : line_(line) {
    line_.clear();
    line_ += '{';
  }

  void add(std::string_view name, std::string_view json) {
    begin(name);
    line_ += json;
  }
  void add_text(std::string_view name, std::string_view text) {
    begin(name);
    append_json_string(line_, text.substr(0, kLongestText));
  }
  void add_number(std::string_view name, std::optional<std::int64_t> number) {
    begin(name);
    line_ += number ? std::to_string(*number) : "null";
  }
  std::string_view finished() { return line_ += '}'; }

 private:
  void begin(std::string_view name) {
    if (line_.size() > 1) line_ += ',';
    ((line_ += '"') += name) += "\":";
  }

  std::string& line_;
};

// The entry that the outcome rests on.
const std::optional<Seen>& entry_of(const KnownEntries& known, Outcome outcome) {
  static const std::optional<Seen> none;
  switch (outcome) {
    case Outcome::domain_awl:
      return known.domain_awl;
    case Outcome::from_awl:
      return known.from_awl;
    case Outcome::early:
    case Outcome::reconnect:
      return known.connect;
    default:
      return none;
  }
}

std::string_view added_kind(const DecidedRequest& decided) {
  if (decided.outcome != Outcome::reconnect || decided.decision.changes.empty()) return "null";
  const bool domain = decided.decision.changes.front().kind == FactKind::domain_awl;
  return domain ? "\"domain_awl\"" : "\"from_awl\"";
}

void add_entry(JsonLine& line, const DecidedRequest& decided) {
  const Keys& keys = decided.keys;
  const bool keyed = !keys.src.empty();
  line.add("src", keyed ? json_string(keys.src) : "null");
  const std::string awl_name = name_of_part(keys.awl_name) + "@" + name_of_part(keys.sender_domain);
  line.add("awl_name", keyed ? json_string(awl_name) : "null");
  const std::optional<Seen>& entry = entry_of(decided.known, decided.outcome);
  line.add_number("first_seen", entry ? std::optional(entry->first_seen) : std::nullopt);
  line.add_number("last_seen", entry ? std::optional(entry->last_seen) : std::nullopt);
  line.add("added", added_kind(decided));
}

class JsonLog : public DecisionLog {
 public:
  void decided(const DecidedRequest& decided) override {
    if (decided.again || !logs_typed(LogType::grey, 2)) return;
    const PolicyRequest& request = decided.request;
    JsonLine line(line_);
    line.add_text("outcome", outcome_name(decided.outcome));
    line.add_text("action", decided.action);
    line.add_number("delay", decided.outcome == Outcome::reconnect
                                 ? std::optional(decided.decision.delay)
                                 : std::nullopt);
    line.add_number("rule", decided.rule);
    line.add("reference", decided.reference.empty() ? "null" : json_string(decided.reference));
    add_entry(line, decided);
    line.add_text("client_address", request.client_address);
    line.add_text("client_name", request.client_name);
    line.add_text("helo_name", request.helo_name);
    line.add_text("sender", request.sender);
    line.add_text("recipient", request.recipient);
    line.add_text("instance", request.instance);
    log_line(severity_of(2), line.finished());
  }

 private:
  std::string line_;
};

}  // namespace

std::unique_ptr<DecisionLog> make_json_log() {
  return std::make_unique<JsonLog>();
}

}  // namespace greycache
