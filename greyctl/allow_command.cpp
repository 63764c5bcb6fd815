// An expectation, or a line of a list.
#include "greyctl/allow_command.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <chrono>
#include <ctime>

#include "common/duration.h"
#include "common/ip_address.h"
#include "common/program_output.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/core/control_link.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/expectation/expectation.h"
#include "greycache/publicsuffix/suffix_list.h"
#include "greyctl/local_list.h"
#include "greyctl/printed_answer.h"

namespace greycache {

namespace {

// What a list lets through already, or still.
constexpr int kThereAlready = 1;

bool is_span(const std::string& written) {
  const auto span = parse_duration(written, std::chrono::minutes(1));
  return span && *span >= std::chrono::seconds(1) &&
         *span <= std::chrono::seconds(kLongestExpectation);
}

bool is_sender(const std::string& whom) {
  return whom.find('@') != std::string::npos || whom == "<>";
}

bool stands_between(std::string_view text, char open, char close) {
  return text.size() > 1 && text.front() == open && text.back() == close;
}

// Without the brackets of Postfix's log, and the dot that a name may end in.
std::string plain_name(std::string_view written) {
  written = trimmed(written);
  const bool sender = written.find('@') != written.npos;
  if (sender ? stands_between(written, '<', '>') : stands_between(written, '[', ']')) {
    written = written.substr(1, written.size() - 2);
  }
  if (written.size() > 1 && written.ends_with('.')) written.remove_suffix(1);
  return std::string(written);
}

// Why the daemon would not take it as somebody who is expected; empty where it would.
std::string fault_of_expected(const std::string& whom) {
  const auto name = is_sender(whom) ? parse_expected_sender(whom) : parse_allowed_client(whom);
  return name ? std::string() : name.error();
}

RegistrableDomain registrable_domain_of(const Settings& settings) {
  const auto list =
      std::make_shared<const SuffixList>(load_suffix_list(settings.public_suffix_list).list);
  return [list](std::string_view name) { return list->registrable_domain(name); };
}

int status_of(LocalListError::Kind kind) {
  switch (kind) {
    case LocalListError::Kind::written_wrong:
      return EX_USAGE;
    case LocalListError::Kind::there_already:
      return kThereAlready;
    case LocalListError::Kind::not_permitted:
      return EX_NOPERM;
    case LocalListError::Kind::cannot_write:
      break;
  }
  return EX_IOERR;
}

int say(const std::string& what, bool json) {
  return print(done(what, json));
}

int let_through_for_good(const Settings& settings, const AllowOptions& options,
                         const std::string& whom) {
  const auto entry = list_entry_of(whom);
  if (!entry) return complain(EX_USAGE, entry.error());
  const std::string excess = excess_of(*entry, registrable_domain_of(settings));
  if (!excess.empty()) return complain(EX_USAGE, excess);
  const auto added = add_local_line(settings.conf_dir, *entry, options.why, time(nullptr));
  if (!added) return complain(status_of(added.error().kind), added.error().message);
  return say(
      fmt::format("{} is let through from now on, on this host: {}\n{}", shown_text(whom), *added,
                  is_sender(whom)
                      ? "(anybody can write that name: with 'require = organisation' behind "
                        "it, it counts only of its own organisation)\n"
                      : ""),
      options.json);
}

int let_through_for_a_while(const Settings& settings, const AllowOptions& options,
                            const std::string& whom) {
  if (const std::string fault = fault_of_expected(whom); !fault.empty()) {
    return complain(EX_USAGE, fault);
  }
  const bool is_name = !Network::parse(whom) && whom != "<>";
  const std::string excess =
      is_name ? excess_of_name(lower_ascii(whom), registrable_domain_of(settings)) : "";
  if (!excess.empty()) return complain(EX_USAGE, excess);
  if (!is_span(*options.span)) {
    return complain(EX_USAGE, fmt::format("'{}' is no span of time from 1s to 366d; write 30m, 1h, "
                                          "2d",
                                          escaped(*options.span, 40)));
  }
  const std::string line =
      fmt::format("allow add {} {} {}", percent_encoded(whom), percent_encoded(*options.span),
                  percent_encoded(options.why));
  return print_answer(settings.control_socket, line, options.json);
}

// What was taken back, in words, and the status of what could not be.
struct TakenBack {
  std::string done;
  int status = EX_OK;
};

void take_lines(const Settings& settings, const ListEntry& entry, TakenBack& taken) {
  const auto removed = remove_local_line(settings.conf_dir, entry);
  if (!removed) {
    taken.status = complain(status_of(removed.error().kind), removed.error().message);
    return;
  }
  const std::string whom = shown_text(entry.text);
  if (!removed->taken.empty()) {
    taken.done = fmt::format("{} is taken out of this host's list: {}\n", whom, removed->taken);
  }
  if (removed->left.empty()) return;
  taken.status = complain(
      kThereAlready, fmt::format("{} is let through on by {}, which is no line of its own in a "
                                 ".local list; change that line by hand, where it shall wait",
                                 whom, removed->left));
}

void take_expectation(const Settings& settings, const std::string& whom, TakenBack& taken) {
  bool written_wrong = false;
  const auto answer = run_command(settings.control_socket, "allow remove " + percent_encoded(whom),
                                  kPatience, &written_wrong);
  if (!answer) {
    taken.status = print(answer, written_wrong);
  } else if (!answer->ends_with(kNotExpected)) {
    taken.done += *answer;
  }
}

int take_back(const Settings& settings, const AllowOptions& options, const std::string& whom) {
  const auto entry = list_entry_of(whom);
  const std::string fault = fault_of_expected(whom);
  if (!entry && !fault.empty()) return complain(EX_USAGE, fault);
  TakenBack taken;
  if (entry) take_lines(settings, *entry, taken);
  if (fault.empty()) take_expectation(settings, whom, taken);
  if (taken.done.empty() && taken.status == EX_OK) {
    taken.done = fmt::format("{} has no line in this host's .local lists, and {}", shown_text(whom),
                             kNotExpected);
  }
  if (!taken.done.empty()) say(taken.done, options.json);
  return taken.status;
}

}  // namespace

int allow(const Settings& settings, const AllowOptions& options) {
  const std::string whom = plain_name(options.whom);
  if (whom.empty()) {
    return complain(
        EX_USAGE, "allow needs whom: an ADDRESS, a NETWORK, a client's name, user@domain, @domain");
  }
  if (const auto why = parse_expected_why(options.why); !why) {
    return complain(EX_USAGE, "--why: " + why.error());
  }
  if (options.remove) return take_back(settings, options, whom);
  return options.span ? let_through_for_a_while(settings, options, whom)
                      : let_through_for_good(settings, options, whom);
}

}  // namespace greycache
