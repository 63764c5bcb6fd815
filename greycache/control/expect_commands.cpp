// Expectations by command.
#include "greycache/control/expect_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/text.h"
#include "common/typed_log.h"
#include "common/utf8.h"
#include "greycache/control/decoded_words.h"
#include "greycache/control/describe.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/expectation_intake.h"
#include "greycache/control/expectation_words.h"
#include "greycache/core/control_link.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/reference.h"

namespace greycache {

namespace {

std::string not_removed(const StoreError& error) {
  return fmt::format(
      "error: nothing was taken back, and what is expected passes on: {}. Try again once the store "
      "is back (greyctl stats)\n",
      error.message);
}

std::string not_stored(const StoreError& error) {
  return fmt::format(
      "error: nothing was remembered, and the mail waits on: {}. Try again once the store is back "
      "(greyctl stats), or let the client through meanwhile by a line in "
      "clients_ip_whitelist.local of conf_dir\n",
      error.message);
}

constexpr std::string_view kExpectedUnknown =
    "what is expected is not known: the store has not been read since the start (greyctl stats); "
    "until it is mail that would wait passes";

// An envelope's sender or recipient as the history has it. One that begins with '@' would stand for
// a whole domain.
bool fits_in_row(const std::string& address) {
  return address.size() <= kExpectedNameLimit && is_utf8(address) && !address.starts_with('@') &&
         address != "<>" && lower_ascii(address) != kAllowedClient &&
         !is_forgotten_scope(lower_ascii(address));
}

bool fit_in_row(const std::string& recipient, const std::string& sender) {
  const auto fits = [](const std::string& name) {
    return name.size() <= kExpectedNameLimit && is_utf8(name) && name.find('\0') == name.npos;
  };
  return !recipient.empty() && fits(recipient) && fits(sender);
}

// Where it stood for longer whoever wrote the command may not have known.
std::string longer_text(const ExpectationChanged& changed, UnixTime now) {
  const auto& before = changed.before;
  if (!before || !counts(*before, now) || before->until <= changed.row->until) return {};
  return fmt::format(" (was until {})", time_text(before->until));
}

void tell(const std::string& done, const Control::Reply& reply) {
  log_typed(LogType::conf, 2, "{}", in_ascii(done));
  reply("ok\n" + done + "\n");
}

}  // namespace

void ExpectCommands::expect(std::string_view text, Control::Reply reply) {
  Words words = decoded_words(text);
  const std::string action = std::exchange(words.front(), {});
  if (action == "add" && words.size() == 5) return add(words, std::move(reply));
  if (action == "remove" && words.size() == 3) return remove(words, std::move(reply));
  if (action == "list" && words.size() == 3) return list(words, false, reply);
  if (action == "list-json" && words.size() == 3) return list(words, true, reply);
  reply(usage_answer(
      "write add RECIPIENT SENDER SPAN WHY, remove RECIPIENT SENDER, or list RECIPIENT "
      "SENDER, each word percent-encoded"));
}

void ExpectCommands::add(const Words& words, Control::Reply reply) {
  auto recipient = parse_expected_recipient(words[1]);
  if (!recipient) return reply(usage_answer(recipient.error()));
  auto sender = parse_expected_sender(words[2]);
  if (!sender) return reply(usage_answer(sender.error()));
  const auto why = parse_expected_why(words[4]);
  if (!why) return reply(usage_answer(why.error()));
  let_pass({*recipient, *sender, 0, 0, 0, false, *why}, words[3], std::move(reply));
}

// The row for so long.
void ExpectCommands::let_pass(Expectation row, const std::string& written_span,
                              Control::Reply reply) {
  const auto span = parse_duration(written_span, std::chrono::minutes(1));
  const UnixTime seconds = span ? span->count() / 1000 : 0;
  if (seconds < 1 || seconds > kLongestExpectation) {
    return reply(
        usage_answer(fmt::format("'{}' is no span of time from 1s to 366d; write 30m, 1h, 2d",
                                 shown_text(written_span, 40))));
  }
  const UnixTime now = around_.now();
  row.made_at = now;
  row.until = now + seconds;
  const auto said = [now](const ExpectationChanged& changed) {
    return fmt::format("{} passes at once until {}{}", mail_text(*changed.row),
                       time_text(changed.row->until), longer_text(changed, now));
  };
  store({row.recipient, row.sender, [row](const Expectation*) { return row; }}, said,
        std::move(reply));
}

void ExpectCommands::allow(std::string_view text, Control::Reply reply) {
  const Words words = decoded_words(text);
  const bool adds = words.front() == "add" && words.size() == 4;
  if (!adds && !(words.front() == "remove" && words.size() == 2)) {
    return reply(
        usage_answer("write add WHOM SPAN WHY, or remove WHOM, each word percent-encoded"));
  }
  const bool is_sender = words[1].find('@') != std::string::npos || trimmed(words[1]) == "<>";
  const auto name = is_sender ? parse_expected_sender(words[1]) : parse_allowed_client(words[1]);
  if (!name) return reply(usage_answer(name.error()));
  const std::string recipient(is_sender ? kEverybody : kAllowedClient);
  if (!adds) return take_back({recipient, *name, {}}, std::move(reply));
  const auto why = parse_expected_why(words[3]);
  if (!why) return reply(usage_answer(why.error()));
  let_pass({recipient, *name, 0, 0, 0, false, *why}, words[2], std::move(reply));
}

// A release by its reference may have names in it that no operator would be let write: another host
// may have made it a moment ago.
ExpectCommands::Names ExpectCommands::names_of(const Words& words) const {
  const auto known = watch_.known();
  Names written{lower_ascii(words[1]), lower_ascii(words[2]), {}};
  if (known && known->find(written.recipient, written.sender) != nullptr) return written;
  const auto recipient = parse_expected_recipient(words[1]);
  const auto sender = parse_expected_sender(words[2]);
  if (recipient && sender) return {*recipient, *sender, {}};
  written.fault = recipient ? sender.error() : recipient.error();
  return written;
}

void ExpectCommands::remove(const Words& words, Control::Reply reply) {
  const Names names = names_of(words);
  if (!names.fault.empty() && !fit_in_row(names.recipient, names.sender)) {
    return reply(usage_answer(names.fault));
  }
  take_back(names, std::move(reply));
}

void ExpectCommands::take_back(const Names& names, Control::Reply reply) {
  const UnixTime now = around_.now();
  const auto make = [now](const Expectation* standing) -> std::optional<Expectation> {
    if (standing == nullptr || !counts(*standing, now)) return std::nullopt;
    Expectation row = *standing;
    row.made_at = now;
    row.removed = true;
    return row;
  };
  watch_.change({names.recipient, names.sender, make},
                [names, reply](const StoreResult<ExpectationChanged>& changed) {
                  const std::string mail = mail_text({names.recipient, names.sender});
                  if (!changed) return reply(not_removed(changed.error()));
                  if (changed->row) return tell(mail + " is expected no more", reply);
                  if (!changed->before && !names.fault.empty()) {
                    return reply(usage_answer(names.fault));
                  }
                  reply(fmt::format("ok\n{} {}", mail, kNotExpected));
                });
}

void ExpectCommands::list(const Words& words, bool json, const Control::Reply& reply) {
  const auto known = watch_.known();
  if (!watch_.complete()) return reply(error_answer(kExpectedUnknown));
  const auto rows = known->counting(words[1], words[2], kMostListed, around_.now());
  std::string text = "ok\n";
  for (const Expectation* row : rows) {
    text += json ? expectation_json(*row) : expectation_line_of(*row, around_.now());
  }
  if (rows.size() < kMostListed) return reply(text + "end\n");
  reply(text + fmt::format("next {} {}\n", percent_encoded(rows.back()->recipient),
                           percent_encoded(rows.back()->sender)));
}

void ExpectCommands::release(std::string_view text, Control::Reply reply) {
  Words words = decoded_words(text);
  if (words.size() > 3) {
    return reply(usage_answer("write REFERENCE, or SENDER RECIPIENT, each percent-encoded"));
  }
  words.resize(3);
  const auto whose = parse_expected_why(words[2]);
  if (!whose) return reply(usage_answer(whose.error()));
  const std::string before = whose->empty() ? "" : std::string(trimmed(*whose)) + " ";
  if (!words[0].empty() && words[1].empty()) {
    return release_reference(words[0], before, std::move(reply));
  }
  const auto sender = parse_expected_sender(words[0]);
  if (!sender) return reply(usage_answer(sender.error()));
  const auto recipient = parse_expected_recipient(words[1]);
  if (!recipient) return reply(usage_answer(recipient.error()));
  if (sender->empty() || sender->front() == '@' || recipient->front() == '@') {
    return reply(
        usage_answer("release is for one mail: write its sender ('<>' for the null sender) "
                     "and its recipient; greyctl expect takes domains"));
  }
  release_mail(*sender, *recipient, before + "released", std::move(reply));
}

void ExpectCommands::release_mail(const std::string& sender, const std::string& recipient,
                                  const std::string& why, Control::Reply reply) {
  const UnixTime now = around_.now();
  // As long as the waiting entry: whoever has not come back by then does not come.
  const Expectation row{recipient, sender, now + around_.max_connect_age(), now, 0, false, why};
  const auto make = [row, now](const Expectation* standing) {
    Expectation made = row;
    if (standing != nullptr && counts(*standing, now)) {
      made.until = std::max(made.until, standing->until);
    }
    return made;
  };
  const auto said = [](const ExpectationChanged& changed) {
    return fmt::format("{} passes at its next attempt, until {}", mail_text(*changed.row),
                       time_text(changed.row->until));
  };
  store({recipient, sender, make}, said, std::move(reply));
}

void ExpectCommands::release_reference(const std::string& written, const std::string& whose,
                                       Control::Reply reply) {
  const auto reference = parse_reference(written);
  if (!reference) {
    return reply(
        usage_answer(fmt::format("'{}' is no reference (7K3M9QXA); write one, or the mail's "
                                 "sender and its recipient",
                                 shown_text(written, 60))));
  }
  if (!find_by_reference_) {
    return reply(
        error_answer("nothing is known of references here; write the mail's sender and its "
                     "recipient: greyctl release SENDER RECIPIENT"));
  }
  find_by_reference_(*reference, [this, reference = *reference, whose, reply](const auto& found) {
    if (!found) return reply(error_answer(found.error()));
    if (found->size() != 1) {
      return reply(error_answer(fmt::format(
          "{} has the reference {}; write the mail's sender and its recipient: greyctl release "
          "SENDER RECIPIENT",
          found->empty() ? "no mail that is known" : "more than one mail", reference)));
    }
    const ReferredMail& mail = found->front();
    if (!fits_in_row(mail.sender) || !fits_in_row(mail.recipient) || mail.recipient.empty()) {
      return reply(usage_answer(
          "that mail cannot be let through: its sender or its recipient is no whole address, is "
          "too long, or is no UTF-8"));
    }
    release_mail(mail.sender.empty() ? "<>" : lower_ascii(mail.sender), lower_ascii(mail.recipient),
                 whose + "released by " + reference, reply);
  });
}

void ExpectCommands::store(ExpectationChange change, Said said, Control::Reply reply) {
  const auto known = watch_.known();
  if (known && known->size() >= kMostExpectations &&
      known->find(change.recipient, change.sender) == nullptr) {
    return reply(error_answer(no_room_for_expectations()));
  }
  watch_.change(std::move(change),
                [said = std::move(said), reply](const StoreResult<ExpectationChanged>& changed) {
                  if (!changed) return reply(not_stored(changed.error()));
                  tell(said(*changed), reply);
                });
}

}  // namespace greycache
