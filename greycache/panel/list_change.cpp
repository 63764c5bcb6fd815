// Checked by the daemon's own parsers, and put in place of the file at once.
#include "greycache/panel/list_change.h"

#include <fmt/format.h>

#include "common/json_object.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/panel_file.h"
#include "greycache/panel/text_difference.h"

namespace greycache {

namespace {

JsonObject checked(const std::vector<ListFault>& faults, const std::string& before,
                   const std::string& after, const std::string& is_now) {
  JsonObject object;
  object.add("faults", faults_json(faults))
      .add_text("difference", text_difference(before, after))
      .add_text("hash", hash_of_text(is_now));
  return object;
}

}  // namespace

Answer check_list(const std::string& panel_dir, const Question& question) {
  const std::string& name = question.arguments.text("name");
  const std::string& text = question.arguments.text("text");
  if (!is_panel_list(name)) return wrong("the panel has no such list");
  const auto before = read_panel_file(panel_dir, name);
  if (!before) return fault(Fault::Code::unavailable, before.error());
  return checked(faults_in(name, text), *before, text, *before)
      .add("wide", faults_json(wide_in(name, text)))
      .text();
}

Answer write_list(const std::string& panel_dir, const Question& question) {
  const std::string& name = question.arguments.text("name");
  const std::string& text = question.arguments.text("text");
  if (!is_panel_list(name)) return wrong("the panel has no such list");
  const auto before = read_panel_file(panel_dir, name);
  if (!before) return fault(Fault::Code::unavailable, before.error());
  if (question.arguments.text("was") != hash_of_text(*before)) {
    return fault(Fault::Code::conflict, "the list has changed since it was shown");
  }
  const auto faults = faults_in(name, text);
  JsonObject answer = checked(faults, *before, text, faults.empty() ? text : *before);
  if (!faults.empty()) return answer.add_bool("written", false).text();
  if (const std::string trouble = write_panel_file(panel_dir, name, text); !trouble.empty()) {
    return fault(Fault::Code::unavailable, trouble);
  }
  answer.add_bool("written", true);
  return Told(answer, fmt::format("the panel's {} is written", name),
              text_difference(*before, text));
}

}  // namespace greycache
