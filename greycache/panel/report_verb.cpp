// Each part is a question of its own, so that none takes long.
#include "greycache/panel/report_verb.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>

#include "common/json_object.h"
#include "greycache/panel/control_answer.h"

namespace greycache {

namespace {

constexpr UnixTime kDay = 86400;

struct Part {
  const char* name;
  const char* member;
};
constexpr std::array<Part, 3> kParts{{{"hosts", "site"}, {"mails", "mails"}, {"waits", "waits"}}};

bool is_report_by(const std::string& by) {
  return by == "organisation" || by == "sender-domain" || by == "recipient-domain";
}

// Keeps itself by the answer that it waits for.
struct ReportInParts : std::enable_shared_from_this<ReportInParts> {
  std::string words;
  Control::Handler command;
  Respond respond;
  JsonObject members;
  std::size_t part = 0;

  void next() {
    if (part == kParts.size()) return respond(members.text());
    command(fmt::format("report {} {} json", kParts[part].name, words),
            [self = shared_from_this()](const std::string& text) { self->took(text); });
  }

  void took(const std::string& text) {
    const auto body = body_of(text);
    if (!body && part == 0) return respond(tl::unexpected(body.error()));
    members.add(kParts[part].member, body ? first_line(*body) : "null");
    ++part;
    next();
  }
};

}  // namespace

tl::expected<ReportAsked, Fault> report_asked(const Question& question) {
  std::string by = question.arguments.text("by");
  if (by.empty()) by = "organisation";
  if (!is_report_by(by)) {
    return wrong("by is none of organisation, sender-domain, recipient-domain");
  }
  const std::int64_t days = question.arguments.number("days").value_or(7);
  return ReportAsked{std::max<std::int64_t>(days, 1), by};
}

void answer_report(const ReportAsked& asked, UnixTime now, const Control::Handler& command,
                   const Respond& respond) {
  const auto report = std::make_shared<ReportInParts>();
  report->words = fmt::format("{} {}", now - asked.days * kDay, asked.by);
  report->command = command;
  report->respond = respond;
  report->next();
}

}  // namespace greycache
