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

constexpr std::size_t kRowsShown = 10;
constexpr std::size_t kLongestOptRow = 255;
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

// How many there are, whatever their number.
std::size_t count_of_lines(std::string_view text) {
  std::size_t lines = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) ++lines;
  }
  return lines;
}

std::string joined(const Json& rows) {
  std::string text;
  for (const Json& row : rows) text += row.get<std::string>() + "\n";
  return text;
}

// What no table takes, whatever else is wrong with the others.
bool is_no_row(const Json& row) {
  const auto text = row.get<std::string>();
  return text.size() > kLongestOptRow || text.find_first_of(" \t") != std::string::npos;
}

std::string odd_words(const Json& rows) {
  const auto odd = std::count_if(rows.begin(), rows.end(), is_no_row);
  if (odd == 0) return {};
  return fmt::format("At least {} of them {} no address and no domain, and will be left out.",
                     count_text(odd), odd == 1 ? "is" : "are");
}

Json first_of(const Json& rows) {
  Json first = Json::array();
  for (const Json& row : rows) {
    if (first.size() >= kRowsShown) break;
    first.push_back({{"row", shown(row.get<std::string>())}});
  }
  return first;
}

std::string more_words(const Json& rows) {
  if (rows.size() <= kRowsShown) return {};
  return fmt::format("and {} more",
                     count_text(static_cast<std::int64_t>(rows.size() - kRowsShown)));
}

struct ManyRows {
  std::string choice;
  std::string action;
  Json rows;
};

HttpResponse rows_asked_page(const Visit& visit, const ManyRows& many) {
  const Question question{"opt",
                          {{"choice", many.choice}, {"action", many.action}, {"rows", many.rows}}};
  return page(visit, "opt_many", "Is that meant?",
              {{"sentence", asked_sentence(question)},
               {"first", first_of(many.rows)},
               {"more", more_words(many.rows)},
               {"odd", odd_words(many.rows)},
               {"choice", many.choice},
               {"action", many.action},
               {"rows", joined(many.rows)},
               {"label", button_label(question)}});
}

Json form_of(std::string_view label, const ManyRows& many) {
  return {{"label", label},
          {"choice", many.choice},
          {"action", many.action},
          {"rows", joined(many.rows)}};
}

// What goes on where it stopped, and what takes exactly that back which was done.
Json forms_of(const ManyRows& many, const OptOutcome& outcome) {
  Json forms = Json::array();
  if (!outcome.left.empty()) {
    forms.push_back(form_of("Go on with the others", {many.choice, many.action, outcome.left}));
  }
  if (!outcome.undo.empty()) {
    const std::string back = many.action == "add" ? "remove" : "add";
    forms.push_back(form_of("Undo", {many.choice, back, outcome.undo}));
  }
  return forms;
}

std::string stopped_words(const OptOutcome& outcome) {
  if (!outcome.stopped) return {};
  return "It ended before all rows were looked at: " + shown_sentence(outcome.stopped->sentence);
}

std::string outcome_words(const ManyRows& many, const OptOutcome& outcome) {
  const bool adds = many.action == "add";
  return fmt::format("{} {} {}; {} {}; {} could not be.", count_text(outcome.changed),
                     outcome.changed == 1 ? "row was" : "rows were", adds ? "added" : "removed",
                     count_text(outcome.unchanged), adds ? "stood so already" : "were not there",
                     count_text(static_cast<std::int64_t>(outcome.faults.size())));
}

HttpResponse rows_done_page(const Visit& visit, const ManyRows& many) {
  const auto outcome =
      change_opt_rows([&](Json arguments) { return visit.change("opt", std::move(arguments)); },
                      many.choice, many.action, many.rows);
  if (!outcome) return trouble_page(visit, outcome.error());
  return page(visit, "done", "Opt-out, opt-in",
              {{"sentence", outcome_words(many, *outcome)},
               {"note", note_of(outcome->note)},
               {"stopped", stopped_words(*outcome)},
               {"faults", faults_view(outcome->faults)},
               {"undo", ""},
               {"opt_forms", forms_of(many, *outcome)},
               {"back", "/opt?choice=" + many.choice}},
              outcome->stopped ? status_of(*outcome->stopped) : 200);
}

// What stands in the field for many rows, and what is wrong with it.
struct Typed {
  std::string rows = {};
  std::string trouble = {};
};

HttpResponse rows_page(const Visit& visit, const std::string& choice, const Typed& typed) {
  const Form& query = visit.request.query;
  const auto answer = visit.ask("opt", {{"choice", choice},
                                        {"action", "page"},
                                        {"search", query.value("search")},
                                        {"place", query.value("place")},
                                        {"limit", kRowsOfOpt}});
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(opt_of(choice, row));
  const bool looks = visit.request.method == Method::get;
  const std::string next = looks ? next_link(visit.request, *answer) : "";
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
               {"typed", typed.rows},
               {"trouble", typed.trouble},
               {"next", next},
               {"back", looks ? here(visit.request) : "/opt?choice=" + choice}},
              typed.trouble.empty() ? 200 : 400);
}

}  // namespace

HttpResponse opt_page(const Visit& visit) {
  return rows_page(visit, one_of(visit.request.query, "choice", {"out", "in"}), {});
}

HttpResponse change_opt(const Visit& visit) {
  const std::string& text = visit.form.value("rows");
  ManyRows many{one_of(visit.form, "choice", {"out", "in"}),
                one_of(visit.form, "action", {"add", "remove"}), lines_of(text)};
  const std::string& step = visit.form.value("step");
  if (step == "edit") return rows_page(visit, many.choice, {joined(many.rows)});
  if (!visit.may("opt", true)) {
    return trouble_page(visit, {"forbidden", "Your account may look, but not change this."});
  }
  if (many.rows.size() > kMostOptRows) {
    return rows_page(visit, many.choice, {text, too_many_rows(count_of_lines(text)).sentence});
  }
  const bool asks = step != "do" && !many.rows.empty();
  return asks ? rows_asked_page(visit, many) : rows_done_page(visit, many);
}

}  // namespace greycache::web
