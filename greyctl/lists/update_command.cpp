// Fetches, judges, shows, replaces, and tells the daemon.
#include "greyctl/lists/update_command.h"

#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "common/program_output.h"
#include "common/socket.h"
#include "greycache/config/lists_address.h"
#include "greyctl/daemon_client.h"
#include "greyctl/lists/candidate.h"
#include "greyctl/lists/list_difference.h"

namespace greycache {

namespace {

constexpr std::chrono::seconds kPatience{10};
constexpr int kFound = 1;

std::vector<std::string> names_of(const std::vector<Candidate>& candidates) {
  std::vector<std::string> names;
  for (const Candidate& candidate : candidates) names.emplace_back(candidate.list->name);
  return names;
}

void show(const Candidate& candidate) {
  for (const std::string& fault : candidate.faults) complain(fault);
  const char* name = candidate.list->name;
  const std::string before = candidate.before.value_or("");
  switch (candidate.verdict) {
    case Verdict::better:
      print_out("{}: {}", name, difference_text(*candidate.list, before, candidate.fetched.text));
      break;
    case Verdict::same:
      print_out("{}: nothing new{}\n", name,
                !candidate.before                  ? "; what came before was taken back"
                : before == candidate.fetched.text ? ""
                                                   : "; the one here was changed since");
      break;
    case Verdict::refused:
      print_out("{}: refused; what is here stays\n", name);
      break;
    case Verdict::unreachable:
      print_out("{}: what is here stays\n", name);
      break;
  }
}

// Of those that are not as they should be; 0 where all are.
int status_of(const std::vector<Candidate>& candidates) {
  const auto any = [&](Verdict verdict) {
    return std::ranges::any_of(
        candidates, [&](const Candidate& candidate) { return candidate.verdict == verdict; });
  };
  if (any(Verdict::refused)) return EX_DATAERR;
  return any(Verdict::unreachable) ? EX_UNAVAILABLE : EX_OK;
}

// Where it does not run there is nobody to be told.
int tell_daemon(const Settings& settings) {
  if (!connect_unix(settings.control_socket)) {
    print_out("The daemon does not run: this counts from its start on.\n");
    return EX_OK;
  }
  const auto said = run_command(settings.control_socket, "reload", kPatience);
  if (!said) return complain(EX_UNAVAILABLE, "the daemon has not read the lists: " + said.error());
  print_out("The daemon has read them.\n");
  return EX_OK;
}

// Keeps what is here, then puts the better ones in place.
tl::expected<void, std::string> replace(const ListStore& store,
                                        const std::vector<Candidate>& better) {
  if (better.empty()) return {};
  if (const auto kept = store.keep(names_of(better)); !kept) return kept;
  for (const Candidate& candidate : better) {
    const auto replaced = store.replace(candidate.list->name, candidate.fetched.text);
    if (!replaced) return replaced;
  }
  return {};
}

tl::expected<void, std::string> remember(const ListStore& store,
                                         const std::vector<Candidate>& candidates) {
  for (const Candidate& candidate : candidates) {
    if (candidate.verdict != Verdict::better && candidate.verdict != Verdict::same) continue;
    const auto remembered = store.remember(candidate.list->name, candidate.fetched);
    if (!remembered) return remembered;
  }
  return {};
}

int update(const Settings& settings, const ListStore& store,
           const std::vector<Candidate>& candidates) {
  std::vector<Candidate> better;
  std::ranges::copy_if(candidates, std::back_inserter(better), [](const Candidate& candidate) {
    return candidate.verdict == Verdict::better;
  });
  if (const auto replaced = replace(store, better); !replaced) {
    return complain(EX_IOERR, replaced.error());
  }
  if (const auto remembered = remember(store, candidates); !remembered) {
    return complain(EX_IOERR, remembered.error());
  }
  const int status = status_of(candidates);
  if (better.empty()) return status;
  print_out("Replaced; greyctl update-lists --rollback takes it back.\n");
  const int told = tell_daemon(settings);
  return status != EX_OK ? status : told;
}

int check(const std::vector<Candidate>& candidates) {
  const bool any = std::ranges::any_of(
      candidates, [](const Candidate& candidate) { return candidate.verdict == Verdict::better; });
  print_out("Nothing is replaced.\n");
  const int status = status_of(candidates);
  return status == EX_OK && any ? kFound : status;
}

tl::expected<void, std::string> put_back(const ListStore& store, const ListStore::Kept& kept) {
  if (!kept.text) return store.take_back(kept.name);
  return store.replace(kept.name, *kept.text);
}

int roll_back(const Settings& settings, const ListStore& store) {
  std::vector<std::string> names;
  for (const FetchedList& list : fetched_lists()) names.emplace_back(list.name);
  const auto kept = store.last_kept(names);
  if (!kept) return complain(EX_IOERR, kept.error());
  if (kept->empty()) return complain(kFound, "there is no update that could be taken back");
  for (const ListStore::Kept& list : *kept) {
    const auto current = store.current(list.name);
    if (!current) return complain(EX_IOERR, current.error());
    const auto found = std::ranges::find(fetched_lists(), list.name, &FetchedList::name);
    print_out("{}: {}", list.name,
              difference_text(*found, current->value_or(""), list.text.value_or("")));
    if (const auto back = put_back(store, list); !back) return complain(EX_IOERR, back.error());
  }
  if (const auto forgotten = store.forget_last_kept(); !forgotten) {
    return complain(EX_IOERR, forgotten.error());
  }
  print_out("Taken back, until there is something else at the server.\n");
  return tell_daemon(settings);
}

int fetch_all(const Settings& settings, const ListStore& store, const std::string& place,
              const UpdateOptions& options) {
  FetchLimits limits;
  limits.whole = std::chrono::seconds(options.timeout);
  std::vector<Candidate> candidates;
  for (const FetchedList& list : fetched_lists()) {
    candidates.push_back(candidate_for(list, place, store, limits));
    show(candidates.back());
  }
  return options.check ? check(candidates) : update(settings, store, candidates);
}

}  // namespace

int update_lists(const Settings& settings, const UpdateOptions& options) {
  const ListStore store(settings.conf_dir);
  std::string place;
  if (!options.rollback) {
    if (settings.whitelists_host.empty()) {
      return complain(EX_CONFIG, "whitelists_host names no place to fetch lists from");
    }
    const auto parsed = parse_lists_address(settings.whitelists_host);
    if (!parsed) return complain(EX_CONFIG, parsed.error());
    place = *parsed;
  }
  if (options.check) return fetch_all(settings, store, place, options);
  const auto held = store.lock();
  if (!held) return complain(EX_IOERR, held.error());
  return options.rollback ? roll_back(settings, store) : fetch_all(settings, store, place, options);
}

}  // namespace greycache
