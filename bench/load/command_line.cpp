// The command line of greycache-load.
#include "load/command_line.h"

#include <sysexits.h>

#include <CLI/CLI.hpp>
#include <sstream>

namespace greycache {

namespace {

struct Words {
  std::string mix = "day";
  std::string helper;
};

void add_target(CLI::App& app, LoadCommandLine& line, Words& words) {
  auto* target = app.add_option_group("target", "the service");
  target->add_option("--socket", line.target.socket, "path of its unix socket");
  target->add_option("--tcp", line.target.tcp, "its numeric address:port");
  target->add_option("--helper", words.helper,
                     "command, split at blanks, that is started for each connection");
  target
      ->add_option("--print-rows", line.rows,
                   "no service: print the entries that --known or --waiting stand for, tab "
                   "separated: src, sender_domain, sender_name, rcpt (not with known)")
      ->check(CLI::IsMember({"known", "known-triplets", "waiting"}));
  target->require_option(1);
}

void add_load(CLI::App& app, LoadOptions& load) {
  app.add_option("--connections", load.connections, "connections (1)")->check(CLI::Range(1, 20000));
  app.add_option("--requests", load.requests, "requests to measure");
  app.add_option("--seconds", load.seconds, "time to measure (3, where no --requests)");
  app.add_option("--warm-up", load.warm_up, "seconds of the same load before that (0)");
  app.add_option("--rate", load.rate, "requests a second, whatever the answers do (closed loop)");
  app.add_option("--client-name", load.client_name,
                 "the clients' verified name (mail.sender.example), or unknown");
  app.add_option("--patience", load.patience, "the longest silence, in seconds (30)");
}

void add_mix(CLI::App& app, MixOptions& mix, Words& words) {
  app.add_option("--mix", words.mix,
                 "awl, new, storm, retry, day; known-once, waiting-once to prepare (day)")
      ->check([](const std::string& word) { return mix_of(word) ? "" : "no mix: " + word; });
  app.add_option("--known", mix.known, "known pairs of sender and source (10000)");
  app.add_option("--waiting", mix.waiting, "waiting first attempts (10000)");
  app.add_option("--per-source", mix.per_source, "of either, of one source (10)");
  app.add_option("--first", mix.first, "number of the first new attempt (0)");
  app.add_option("--seed", mix.seed, "of the order (1)");
}

void settle(LoadCommandLine& line, const Words& words) {
  line.mix.name = *mix_of(words.mix);
  std::istringstream blanks(words.helper);
  for (std::string word; blanks >> word;) line.target.command.push_back(word);
  const bool once = line.mix.name == MixOptions::Name::known_once ||
                    line.mix.name == MixOptions::Name::waiting_once;
  if (once && line.load.requests == 0) {
    line.load.requests =
        line.mix.name == MixOptions::Name::known_once ? line.mix.known : line.mix.waiting;
  }
  if (line.load.requests == 0 && line.load.seconds <= 0) line.load.seconds = 3;
}

}  // namespace

LoadCommandLine parse_load_command_line(int argc, char** argv) {
  LoadCommandLine line;
  Words words;
  CLI::App app{"Asks a Postfix policy service in a closed loop and measures its answers."};
  add_target(app, line, words);
  add_load(app, line.load);
  add_mix(app, line.mix, words);
  app.add_flag("--json", line.json, "print one JSON object");
  try {
    app.parse(argc, argv);
    settle(line, words);
  } catch (const CLI::ParseError& error) {
    line.status = app.exit(error) == 0 ? EX_OK : EX_USAGE;
  }
  return line;
}

}  // namespace greycache
