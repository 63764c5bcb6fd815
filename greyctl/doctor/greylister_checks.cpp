// Policy services, milters and postscreen.
#include "greyctl/doctor/greylister_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "common/text.h"
#include "greyctl/postfix/greylister.h"
#include "greyctl/postfix/master_service.h"
#include "greyctl/postfix/policy_question.h"

namespace greycache {

namespace {

// `where` it is asked, seen from us; `twice`: both of us are asked.
Finding finding_of(std::string_view name, const PolicyQuestion& question, std::string_view where,
                   bool twice) {
  const std::string place = escaped(question.place());
  const std::string service = escaped(question.service);
  const std::string what = fmt::format("{} is asked in {} ({}), {}{}", name, place, service, where,
                                       twice ? ": mail waits twice" : "");
  const std::string_view off = greylisting_switch(name);
  if (off.empty()) {
    return {Severity::warning, what, fmt::format("take {} out of {}", service, place)};
  }
  return {Severity::note, what + (twice ? " where it greylists" : ""),
          fmt::format("{}; leave it in {} for all else that it does", off, place)};
}

void check_services(Findings& findings, const PostfixState& state, const PostfixService& service) {
  const auto questions = policy_questions(state);
  const auto ours = std::ranges::find_if(
      questions, [&](const PolicyQuestion& each) { return service.is_asked_at(each.service); });
  const bool twice = ours != questions.end();
  for (auto each = questions.begin(); each != questions.end(); ++each) {
    if (service.is_asked_at(each->service)) continue;
    const std::string_view name = greylister_asked(state, each->service);
    if (name.empty()) continue;
    if (each->comes_late() && !greylisting_switch(name).empty()) continue;
    const std::string_view where = !twice        ? "and Greycache is not"
                                   : each < ours ? "before Greycache"
                                                 : "behind Greycache";
    findings.put(finding_of(name, *each, where, twice));
  }
}

// "enabled = false;" in UCL, on a line of its own.
bool switched_off(std::string_view text) {
  for (const std::string_view line : split(text, '\n')) {
    std::string word;
    for (const char c : line.substr(0, line.find('#'))) {
      if (c != ' ' && c != '\t' && c != '"' && c != ';' && c != '\r') word += c;
    }
    word = lower_ascii(word);
    for (const std::string_view off :
         {"enabled=false", "enabled=no", "enabled=off", "enabled:false", "enabledfalse"}) {
      if (word == off) return true;
    }
  }
  return false;
}

bool is_rspamd(std::string_view milters) {
  return milters.find("rspamd") != std::string_view::npos ||
         milters.find(":11332") != std::string_view::npos;
}

void check_milters(Findings& findings, const PostfixState& state, const RspamdFacts& rspamd) {
  const std::string milters = state.in_force("smtpd_milters");
  if (greylister_in(milters) == "milter-greylist") {
    findings.warning("milter-greylist stands in smtpd_milters: mail waits twice",
                     "take it out of smtpd_milters");
  }
  if (!is_rspamd(milters) || std::ranges::any_of(rspamd.greylist, switched_off)) return;
  const std::string advice =
      "enabled = false; in /etc/rspamd/local.d/greylist.conf, then systemctl reload rspamd";
  if (rspamd.installed) {
    findings.warning(
        "rspamd is asked as a milter, and its module greylist is not switched off: what "
        "it thinks is suspicious waits again",
        advice);
  } else {
    findings.note(
        "rspamd is asked as a milter, on another host: whether its module greylist is "
        "switched off cannot be seen from here",
        advice);
  }
}

// https://www.postfix.org/POSTSCREEN_README.html, "Tests after the 220 SMTP server greeting": a
// client that passes them is told to come again.
void check_postscreen(Findings& findings, const PostfixState& state) {
  const auto services = master_services(state);
  if (std::ranges::none_of(services, [](const MasterService& each) {
        return each.command == "postscreen" && each.type == "inet";
      })) {
    return;
  }
  std::string tests;
  for (const char* name : {"postscreen_pipelining_enable", "postscreen_non_smtp_command_enable",
                           "postscreen_bare_newline_enable"}) {
    if (state.in_force(name) == "yes") tests += (tests.empty() ? "" : ", ") + std::string(name);
  }
  if (tests.empty()) return;
  findings.warning(
      fmt::format("postscreen tests clients after its 220 greeting ({}) and defers the "
                  "first mail of each: mail waits twice",
                  tests),
      "postconf -e each of them = no, and let Greycache do the waiting");
}

}  // namespace

Findings greylister_findings(const PostfixState& state, const PostfixService& service,
                             const RspamdFacts& rspamd) {
  Findings findings;
  check_services(findings, state, service);
  check_milters(findings, state, rspamd);
  check_postscreen(findings, state);
  return findings;
}

}  // namespace greycache
