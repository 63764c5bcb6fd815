// Reads, plans, asks, changes, looks whether it is so, and tells Postfix.
#include "greyctl/postfix/postfix_command.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <optional>
#include <string>

#include "common/inet_address.h"
#include "common/socket.h"
#include "greyctl/postfix/config_files.h"
#include "greyctl/postfix/installed.h"
#include "greyctl/postfix/postconf.h"
#include "greyctl/postfix/postfix_page.h"

namespace greycache {

namespace {

constexpr int kAnsweredNo = 1;
constexpr const char* kAccount = "greycache";

int fail(int status, const std::string& text) {
  fmt::print(stderr, "greyctl: {}\n", text);
  return status;
}

// Who can open the socket: the account that the daemon runs as. Where it does not run its directory
// tells.
std::string user_for(const std::string& socket) {
  for (const std::string& path : {socket, socket.substr(0, socket.rfind('/'))}) {
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || status.st_uid == 0) continue;
    const passwd* account = getpwuid(status.st_uid);
    if (account != nullptr) return account->pw_name;
  }
  return kAccount;
}

PostfixService service_of(const Settings& settings, const PostfixOptions& options) {
  const auto inet = parse_listen_address(settings.inet);
  return {user_for(settings.socket), options.helper.empty() ? kPolicyHelper : options.helper,
          settings.socket, inet ? inet->text() : ""};
}

// What stands in the way of a mail once Postfix asks; nothing of it keeps mail out.
std::vector<std::string> missing_parts(const PostfixService& service) {
  std::vector<std::string> missing;
  if (getpwnam(service.user.c_str()) == nullptr) {
    missing.push_back(fmt::format("there is no account {}", service.user));
  }
  if (access(service.helper.c_str(), X_OK) != 0) {
    missing.push_back(fmt::format("{} is not there", service.helper));
  }
  return missing;
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) fmt::print("note: {}\n", note);
}

// Shows the plan, and whether it shall be.
bool agreed(const PostfixPlan& plan, const Postconf& postconf, const PostfixOptions& options) {
  fmt::print("{}", plan_text(plan, postconf.directory()));
  print_notes(plan.notes);
  if (options.yes) return true;
  fmt::print("\nDo that? [y/N] ");
  (void)std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  if (!std::cin) fmt::print("\n");
  const bool yes = answer == "y" || answer == "Y" || answer == "yes";
  if (!yes) fmt::print("Nothing is changed.\n");
  return yes;
}

// Postfix reads master.cf again only then.
int tell_postfix(const Postconf& postconf) {
  if (!postconf.runs()) {
    fmt::print("Postfix does not run: this counts from its start on.\n");
    return EX_OK;
  }
  if (const auto told = postconf.reload(); !told) {
    return fail(EX_UNAVAILABLE, "Postfix could not be reloaded: " + told.error());
  }
  fmt::print("Postfix was reloaded.\n");
  return EX_OK;
}

// The copy of before the first change: what is already ours is no such thing.
tl::expected<void, std::string> keep_copies(const Postconf& postconf, const PostfixState& state,
                                            const ConfigFiles& files) {
  const bool ours = !state.service().empty() || files.main.find(kServicePlace) != std::string::npos;
  if (ours && read_files(postconf.directory(), kCopySuffix)) return {};
  return write_files(postconf.directory(), kCopySuffix, files);
}

// Carries it out and looks whether nothing is left to do. Empty, or what went wrong.
template <typename Plan>
std::string trouble_with(const Postconf& postconf, const PostfixPlan& plan,
                         const Plan& plan_again) {
  if (const auto done = postconf.carry_out(plan); !done) return done.error();
  const auto state = postconf.read();
  if (!state) return state.error();
  const auto left = plan_again(*state);
  if (!left) return left.error();
  return left->empty() ? "" : "Postfix does not have what was written";
}

// The same; where something goes wrong the files are what they were.
template <typename Plan>
tl::expected<void, std::string> change(const Postconf& postconf, const ConfigFiles& files,
                                       const PostfixPlan& plan, const Plan& plan_again) {
  const std::string trouble = trouble_with(postconf, plan, plan_again);
  if (trouble.empty()) return {};
  const auto back = write_files(postconf.directory(), "", files);
  return tl::make_unexpected(fmt::format(
      "{}; {}", trouble, back ? "main.cf and master.cf are as they were" : back.error()));
}

void note_silent_daemon(const std::string& socket) {
  if (!connect_unix(socket)) {
    fmt::print("note: the daemon does not answer on {}: until it does, mail passes unseen\n",
               socket);
  }
}

int print(const Postconf& postconf, const PostfixState& state, const PostfixService& service) {
  const auto plan = plan_to_ask(state, service);
  if (!plan) return fail(EX_CONFIG, plan.error());
  if (plan->empty()) {
    fmt::print("# {}: Postfix asks already\n", postconf.directory());
  } else {
    fmt::print("{}\n# then: postfix reload\n", plan_text(*plan, postconf.directory()));
  }
  for (const std::string& note : missing_parts(service)) fmt::print("# note: {}\n", note);
  for (const std::string& note : plan->notes) fmt::print("# note: {}\n", note);
  return EX_OK;
}

int apply(const Postconf& postconf, const PostfixState& state, const PostfixService& service,
          const PostfixOptions& options) {
  const auto plan = plan_to_ask(state, service);
  if (!plan) return fail(EX_CONFIG, plan.error());
  if (plan->empty()) {
    fmt::print("{}: Postfix asks already, nothing is changed.\n", postconf.directory());
    print_notes(plan->notes);
    return EX_OK;
  }
  const auto missing = missing_parts(service);
  if (!missing.empty()) return fail(EX_CONFIG, missing.front());
  if (!agreed(*plan, postconf, options)) return kAnsweredNo;
  const auto files = read_files(postconf.directory(), "");
  if (!files) return fail(EX_IOERR, files.error());
  if (const auto kept = keep_copies(postconf, state, *files); !kept) {
    return fail(EX_IOERR, kept.error());
  }
  const auto done = change(postconf, *files, *plan,
                           [&](const PostfixState& now) { return plan_to_ask(now, service); });
  if (!done) return fail(EX_UNAVAILABLE, done.error());
  fmt::print("Changed; as it was: {0}/main.cf{1} and master.cf{1} (greyctl postfix --undo).\n",
             postconf.directory(), kCopySuffix);
  const int status = tell_postfix(postconf);
  note_silent_daemon(service.socket);
  return status;
}

// What the copies become by --apply, as it is today.
std::optional<ConfigFiles> applied_to(const ConfigFiles& copies, const PostfixService& service,
                                      PostfixState& before) {
  const auto trial = TrialDirectory::with(copies);
  if (!trial) return std::nullopt;
  const auto postconf = Postconf::open(trial->path());
  if (!postconf) return std::nullopt;
  const auto state = postconf->read();
  if (!state) return std::nullopt;
  before = *state;
  const auto plan = plan_to_ask(before, service);
  if (!plan || !postconf->carry_out(*plan)) return std::nullopt;
  const auto files = read_files(trial->path(), "");
  return files ? std::optional(*files) : std::nullopt;
}

int undo(const Postconf& postconf, const PostfixState& state, const PostfixService& service,
         const PostfixOptions& options) {
  const auto files = read_files(postconf.directory(), "");
  if (!files) return fail(EX_IOERR, files.error());
  const auto copies = read_files(postconf.directory(), kCopySuffix);
  PostfixState before;
  const auto applied = copies ? applied_to(*copies, service, before) : std::nullopt;
  const auto plan_now = [&](const PostfixState& now) {
    return plan_to_ask_no_more(now, before.version.empty() ? nullptr : &before);
  };
  const auto plan = plan_now(state);
  if (!plan) return fail(EX_CONFIG, plan.error());
  if (plan->empty()) {
    fmt::print("{}: Postfix does not ask, nothing is changed.\n", postconf.directory());
    print_notes(plan->notes);
    return EX_OK;
  }
  if (!agreed(*plan, postconf, options)) return kAnsweredNo;
  // To the byte where nobody has changed anything since.
  const bool whole = applied && *applied == *files;
  const auto done = whole ? write_files(postconf.directory(), "", *copies)
                          : change(postconf, *files, *plan, plan_now);
  if (!done) return fail(EX_UNAVAILABLE, done.error());
  if (whole) remove_files(postconf.directory(), kCopySuffix);
  fmt::print("{}\n", whole ? "main.cf and master.cf are what they were."
                           : "Taken out; what else was changed since stays.");
  return tell_postfix(postconf);
}

}  // namespace

int postfix(const Settings& settings, const PostfixOptions& options) {
  if (int{options.print} + int{options.apply} + int{options.undo} != 1) {
    return fail(EX_USAGE, "postfix needs one of --print, --apply and --undo");
  }
  const auto postconf = Postconf::open(options.config_directory);
  if (!postconf) return fail(EX_UNAVAILABLE, postconf.error());
  const auto state = postconf->read();
  if (!state) return fail(EX_UNAVAILABLE, state.error());
  const PostfixService service = service_of(settings, options);
  if (options.print) return print(*postconf, *state, service);
  if (geteuid() != 0) return fail(EX_NOPERM, "only root may change Postfix's configuration");
  if (const std::string obstacle = obstacle_to_editing(postconf->directory()); !obstacle.empty()) {
    return fail(EX_CONFIG, obstacle);
  }
  return options.apply ? apply(*postconf, *state, service, options)
                       : undo(*postconf, *state, service, options);
}

}  // namespace greycache
