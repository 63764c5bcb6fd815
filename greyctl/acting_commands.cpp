// Words of the command line to what the daemon is to do.
#include "greyctl/acting_commands.h"

#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "common/program_output.h"
#include "common/text.h"
#include "greyctl/expectation_client.h"
#include "greyctl/forget_client.h"
#include "greyctl/opt_listing.h"
#include "greyctl/opt_rows.h"
#include "greyctl/printed_answer.h"

namespace greycache {

namespace {

// A command for each row: one that is refused does not keep the others out.
int change_rows(const std::string& control_socket, const CommandLine& command_line) {
  int status = EX_OK;
  for (const std::string& row : command_line.words) {
    if (row.find_first_of(std::string_view("\n\0", 2)) != std::string::npos) {
      status = complain(EX_USAGE, fmt::format("'{}' holds a line break", escaped(row, 100)));
      continue;
    }
    const std::string line = command_line.command + " " + command_line.action + " " + row;
    if (const int said = print_answer(control_socket, line, command_line.json); said != EX_OK)
      status = said;
  }
  return status;
}

// 1 where no row is found, as grep(1) has it.
int find_rows(const CommandLine& command_line, const AskDaemon& ask) {
  const std::string pattern = command_line.words.empty() ? "*" : command_line.words.front();
  const auto found = find_opt_rows(command_line.command, pattern, command_line.json, ask);
  if (!found) return print(tl::make_unexpected(found.error()));
  print(found->text);
  return found->any || command_line.action == "list" ? EX_OK : kFoundNothing;
}

}  // namespace

int expect(const Settings& settings, const CommandLine& command_line) {
  const ExpectOptions& options = command_line.expect;
  if (options.list)
    return print(expectation_listing(options.json, asking(settings.control_socket)));
  const auto line = expect_command(options);
  if (line) return print_answer(settings.control_socket, *line, options.json);
  return complain(EX_USAGE, line.error());
}

int forget(const Settings& settings, const CommandLine& command_line) {
  const ForgetOptions& options = command_line.forget;
  if (options.list) return print(forgotten_listing(options.json, asking(settings.control_socket)));
  const auto line = forget_command(options);
  if (line) return print_answer(settings.control_socket, *line, options.json);
  return complain(EX_USAGE, line.error());
}

int release(const Settings& settings, const CommandLine& command_line) {
  if (std::ranges::any_of(command_line.words,
                          [](const std::string& word) { return trimmed(word).empty(); })) {
    return complain(EX_USAGE, "a word is empty; the null sender is '<>'");
  }
  return print_answer(settings.control_socket, release_command(command_line.words),
                      command_line.json);
}

int opt_rows(const Settings& settings, const CommandLine& command_line) {
  const AskDaemon ask = asking(settings.control_socket);
  const bool lists = command_line.action == "list";
  if (command_line.action == "find" || (lists && command_line.json)) {
    return find_rows(command_line, ask);
  }
  if (lists) return print(opt_listing(command_line.command, ask));
  return change_rows(settings.control_socket, command_line);
}

}  // namespace greycache
