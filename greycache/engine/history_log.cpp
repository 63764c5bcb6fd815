// A decided request as a row of the history.
#include "greycache/engine/history_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/text.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reply.h"

namespace greycache {

namespace {

// Longer than any that is kept, which is cut with a mark.
std::string_view bounded(std::string_view text) {
  return text.substr(0, 2 * kHistoryNameLimit);
}

std::string part(std::string name) {
  if (!name.empty()) make_key_part(name, kHistoryNameLimit);
  return name;
}

std::string lower_part(std::string_view text) {
  return part(lower_ascii(bounded(text)));
}

// Of a mail that came back.
UnixTime delay_of(const DecidedRequest& decided, UnixTime now) {
  if (decided.outcome == Outcome::reconnect) return decided.decision.delay;
  const std::optional<Seen>& connect = decided.known.connect;
  if (decided.outcome != Outcome::early || !connect) return 0;
  return std::max<UnixTime>(now - connect->first_seen, 0);
}

class HistoryLog : public DecisionLog {
 public:
  HistoryLog(std::unique_ptr<DecisionLog> log, HistoryWriter& writer, std::string mx,
             std::function<UnixTime()> clock)
      : log_(std::move(log)), writer_(writer), mx_(std::move(mx)), clock_(std::move(clock)) {}

  void decided(const DecidedRequest& decided) override {
    log_->decided(decided);
    if (decided.again || !has_reference(decided.outcome)) return;
    writer_.add(history_row_of(decided, mx_, clock_()));
  }

 private:
  std::unique_ptr<DecisionLog> log_;
  HistoryWriter& writer_;
  std::string mx_;
  std::function<UnixTime()> clock_;
};

}  // namespace

HistoryRow history_row_of(const DecidedRequest& decided, const std::string& mx, UnixTime now) {
  const PolicyRequest& request = decided.request;
  HistoryRow row;
  row.at = now;
  row.delay = delay_of(decided, now);
  row.mx = mx;
  row.reference = decided.reference;
  row.outcome = outcome_name(decided.outcome);
  if (decided.rule) row.rule = fmt::format("discrimination:{}", *decided.rule);
  row.client_address = part(std::string(bounded(request.client_address)));
  row.client_name = lower_part(request.client_name);
  row.helo_name = part(std::string(bounded(request.helo_name)));
  row.sender = lower_part(request.sender);
  row.recipient = lower_part(request.recipient);
  row.src = decided.keys.src;
  row.organisation = decided.organisation;
  // As in the keys of its entries.
  if (!row.organisation.empty()) make_key_part(row.organisation, kOrganisationLimit);
  if (!row.organisation.empty()) row.standing = decided.good_standing ? "good" : "bad";
  return row;
}

std::unique_ptr<DecisionLog> make_history_log(std::unique_ptr<DecisionLog> log,
                                              HistoryWriter& writer, std::string mx,
                                              std::function<UnixTime()> clock) {
  return std::make_unique<HistoryLog>(std::move(log), writer, std::move(mx), std::move(clock));
}

}  // namespace greycache
