// Whose mail is greylisted, and whose is not: one row or many.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "common/text.h"
#include "greyweb/page/words.h"
#include "greyweb/panel/opt_batches.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr int kRowsOfOpt = 150;  // of 310 bytes: a page is to have less than 60 kB

Json opt_of(const std::string& choice, const Json& row) {
  const std::string text = row.is_string() ? row.get<std::string>() : text_member(row, "row");
  return {
      {"row", shown(text)},
      {"remove",
       confirm_button(
           "Remove",
           {"opt", {{"choice", choice}, {"action", "remove"}, {"rows", Json::array({text})}}})}};
}

std::string lead_of(const Visit& visit) {
  if (visit.account.domain.empty()) {
    return "Recipients, or whole domains of them, that are not greylisted (optmethod = optout), or "
           "the only ones that are (optmethod = optin).";
  }
  return fmt::format("Recipients of {} that are not greylisted, or the only ones that are.",
                     visit.account.domain);
}

std::string note_of(const std::string& note) {
  return note.empty() ? note : "Take note: " + shown_sentence(note) + ".";
}

// No more than one too many.
Json lines_of(std::string_view text) {
  Json rows = Json::array();
  while (!text.empty() && rows.size() <= kMostOptRows) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (const auto line = trimmed(text.substr(0, end)); !line.empty()) rows.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows;
}

}  // namespace

HttpResponse opt_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const std::string choice = one_of(query, "choice", {"out", "in"});
  const auto answer = visit.ask("opt", {{"choice", choice},
                                        {"action", "page"},
                                        {"search", query.value("search")},
                                        {"place", query.value("place")},
                                        {"limit", kRowsOfOpt}});
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(opt_of(choice, row));
  const std::string next = next_link(visit.request, *answer);
  std::string nothing =
      query.value("search").empty() ? "There are no rows yet." : "No row holds that text.";
  if (!next.empty()) nothing = kNoneSoFar;
  return page(visit, "opt", "Opt-out, opt-in",
              {{"lead", lead_of(visit)},
               {"choice", choice},
               {"is_out", choice == "out"},
               {"is_in", choice == "in"},
               {"search", query.value("search")},
               {"note", note_of(text_member(*answer, "note"))},
               {"rows", rows},
               {"any", !rows.empty()},
               {"nothing", nothing},
               {"may_act", visit.may("opt", true)},
               {"next", next},
               {"back", here(visit.request)}});
}

HttpResponse change_opt(const Visit& visit) {
  const std::string choice = one_of(visit.form, "choice", {"out", "in"});
  const std::string action = one_of(visit.form, "action", {"add", "remove"});
  const auto outcome =
      change_opt_rows([&](Json arguments) { return visit.change("opt", std::move(arguments)); },
                      choice, action, lines_of(visit.form.value("rows")));
  if (!outcome) return trouble_page(visit, outcome.error());
  return page(
      visit, "done", "Opt-out, opt-in",
      {{"sentence",
        fmt::format("{} {} {}; {} stood so already; {} could not be.", count_text(outcome->changed),
                    outcome->changed == 1 ? "row was" : "rows were",
                    action == "add" ? "added" : "removed", count_text(outcome->unchanged),
                    count_text(static_cast<std::int64_t>(outcome->faults.size())))},
       {"note", note_of(outcome->note)},
       {"faults", faults_view(outcome->faults)},
       {"undo", ""},
       {"back", "/opt?choice=" + choice}});
}

}  // namespace greycache::web
