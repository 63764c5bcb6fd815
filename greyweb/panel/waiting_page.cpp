// What waits, and letting it through.
#include <fmt/format.h>

#include <string_view>

#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr std::string_view kNullSender = "<>";
// As the daemon says it.
constexpr std::string_view kNoDomain = "@-undef-";

// "@" alone stands for the sender of a bounce in rows, "" in requests.
std::string waiting_sender(const Json& row) {
  const std::string sender = text_member(row, "sender");
  return sender.empty() || sender == "@" ? std::string(kNullSender) : sender;
}

// There are no words for what shall pass without a domain, or with what is written in quotes only.
bool can_be_named(std::string_view address) {
  if (address == kNullSender) return true;
  return address.find('@') != std::string_view::npos && !address.ends_with(kNoDomain) &&
         address.find_first_of(" <>,\"") == std::string_view::npos;
}

// As its mail server has written it.
std::string_view plain_name(std::string_view address) {
  if (address.ends_with(kNoDomain)) address.remove_suffix(kNoDomain.size());
  return address;
}

// Where the names are cut, or an organisation's, what is let through by them is another mail.
bool has_envelope(const Json& row) {
  return member(row, "named") != false && can_be_named(waiting_sender(row)) &&
         can_be_named(text_member(row, "recipient"));
}

Question release_of(const Json& row) {
  const std::string reference = text_member(row, "reference");
  if (!reference.empty()) {
    return {"release",
            {{"reference", reference}},
            fmt::format("from {} to {}", plain_name(waiting_sender(row)),
                        plain_name(text_member(row, "recipient")))};
  }
  return {"release",
          {{"sender", waiting_sender(row)}, {"recipient", text_member(row, "recipient")}}};
}

Json never(std::string_view label, std::string_view kind, const std::string& value) {
  return confirm_button(label, {"never", {{"kind", kind}, {"value", value}}});
}

// By its reference whatever waits; null where there is neither that nor an envelope.
Json release_button(const Json& row) {
  if (member(row, "named") == false || flag_member(row, "let_through")) return nullptr;
  if (text_member(row, "reference").empty() && !has_envelope(row)) return nullptr;
  return confirm_button("Let through", release_of(row));
}

Json waiting_actions(const Visit& visit, const Json& row) {
  const std::string recipient = text_member(row, "recipient");
  const std::string client = text_member(row, "client");
  Json actions = Json::array();
  if (has_envelope(row)) {
    actions.push_back(
        confirm_button("Let whatever comes from there pass for a while",
                       {"expect", {{"recipient", recipient}, {"sender", waiting_sender(row)}}}));
  }
  if (member(row, "named") != false && can_be_named(recipient)) {
    actions.push_back(never("Never greylist this recipient", "recipient", recipient));
  }
  if (!visit.account.domain.empty()) return actions;
  if (waiting_sender(row) != kNullSender && has_envelope(row)) {
    actions.push_back(never("Never greylist this sender", "sender", waiting_sender(row)));
  }
  if (!client.empty()) actions.push_back(never("Never greylist this client", "client", client));
  return actions;
}

Json waiting_of(const Visit& visit, const Json& row) {
  const auto passes = number_member(row, "may_pass_at");
  const bool let_through = flag_member(row, "let_through");
  const std::string reference = text_member(row, "reference");
  return {{"sender", shown(plain_name(waiting_sender(row)))},
          {"recipient", shown(plain_name(text_member(row, "recipient")), "not known")},
          {"client", shown(text_member(row, "client"), "not known")},
          {"client_name", shown(text_member(row, "client_name"))},
          {"organisation", shown(text_member(row, "organisation"))},
          {"since", moment(number_member(row, "since"), visit.now)},
          {"let_through", let_through},
          {"because", text_member(row, "because")},
          {"may_pass",
           !let_through && passes && *passes > visit.now ? moment(passes, visit.now) : nullptr},
          {"passes_now", passes && *passes <= visit.now},
          {"reference", shown(reference)},
          {"reference_link", query_encoded(reference)},
          {"release", release_button(row)},
          {"actions", waiting_actions(visit, row)}};
}

std::string total_words(const Json& answer) {
  const auto total = number_member(answer, "total");
  if (!total || *total == 0) return {};
  const bool about = flag_member(answer, "estimated");
  return fmt::format("{}{} {}", about ? "About " : "", count_text(*total),
                     *total == 1 ? "mail waits." : "mails wait.");
}

Json arguments_of(const Form& query, const std::string& sort, const std::string& limit) {
  return {{"filter", query.value("filter")},
          {"sort", sort},
          {"place", query.value("place")},
          {"limit", std::stoi(limit)}};
}

}  // namespace

HttpResponse waiting_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const std::string sort =
      one_of(query, "sort", {"since", "-since", "client", "sender", "recipient"});
  // A row takes 2 kB, and a page is to have less than 60.
  const std::string limit = one_of(query, "limit", {"25", "10"});
  const auto answer = visit.ask("waiting", arguments_of(query, sort, limit));
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(waiting_of(visit, row));
  const std::string first = first_link(visit.request);
  const std::string next = next_link(visit.request, *answer);
  std::string nothing = query.value("filter").empty()
                            ? "No mail waits now. Whoever wrote has come back, or gave up."
                            : "Nothing that waits holds that text.";
  if (member(*answer, "all") == false) nothing = kNoneInTime;
  if (!next.empty()) nothing = kNoneSoFar;
  return page(visit, "waiting", "Waiting",
              {{"filter", query.value("filter")},
               {"sorts", choices({{"since", "newest first"},
                                  {"-since", "oldest first"},
                                  {"client", "by client"},
                                  {"sender", "by sender"},
                                  {"recipient", "by recipient"}},
                                 sort)},
               {"limits", choices({{"10", ""}, {"25", ""}}, limit)},
               {"total", total_words(*answer)},
               {"partly", member(*answer, "all") == false},
               {"more_mails", member(*answer, "searched_all") == false},
               {"rows", rows},
               {"any", !rows.empty()},
               {"nothing", nothing},
               {"may_act", visit.may("release", true)},
               {"pages", !first.empty() || !next.empty()},
               {"first", first},
               {"next", next},
               {"back", here(visit.request)}});
}

}  // namespace greycache::web
