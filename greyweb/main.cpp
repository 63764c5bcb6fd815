// greyweb: the panel of Greycache. Reads its options, listens, and serves until it is told to end.
#include <sysexits.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
#include <memory>
#include <utility>

#include "common/log.h"
#include "common/program_output.h"
#include "greyweb/api/api.h"
#include "greyweb/command_line.h"
#include "greyweb/http/http_server.h"
#include "greyweb/http/listen_address.h"
#include "greyweb/panel/router.h"
#include "greyweb/readiness.h"

namespace {

using namespace greycache;
using namespace greycache::web;

UnixTime now() {
  return std::time(nullptr);
}

// All threads inherit this, so that is_told_to_end() has the signals.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  // Some send it after a change, as to a daemon that reads its files again.
  std::signal(SIGHUP, SIG_IGN);
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  return ending;
}

// Waits a second for it.
bool is_told_to_end(const sigset_t& ending) {
  constexpr timespec kSecond{.tv_sec = 1, .tv_nsec = 0};
  return sigtimedwait(&ending, nullptr, &kSecond) > 0;
}

void serve(const CommandLine& words, const ListenAddress& address, FileDescriptor listener) {
  const sigset_t ending = block_signals();
  const PanelClient daemon(words.panel_socket);
  AccountBook accounts(words.accounts);
  AccountBook tokens(words.tokens);
  for (AccountBook* const book : {&accounts, &tokens}) book->look();
  AuditLog audit(words.state_dir);
  Sessions sessions;
  SignIn sign_in(accounts, audit);
  const Site site{daemon, accounts, tokens, sessions, sign_in, audit};
  Api api(site);
  const Router router(
      site, [&api](const HttpRequest& request, UnixTime at) { return api.answer(request, at); });
  const HttpServer::Answers answers{
      .admit = [&router](const HttpRequest& request) { return router.admission(request, now()); },
      .answer = [&router](const HttpRequest& request) { return router.answer(request, now()); },
      .busy = Router::busy,
      .too_large = Router::too_large};
  const auto serving = [&](FileDescriptor socket) {
    return std::make_unique<HttpServer>(std::move(socket), !address.path.empty(), answers);
  };
  auto server = serving(std::move(listener));
  log(LogLevel::info, "greyweb listens at {}", words.listen);
  tell_ready();
  LastingSocket file = lasting_at(address, words.socket_group);
  while (!is_told_to_end(ending)) {
    // Another server has the new one before the former one ends.
    if (FileDescriptor made = file.make_again()) server = serving(std::move(made));
  }
}

int run(int argc, char** argv) {
  const CommandLine words = parse_command_line(argc, argv);
  if (words.status) return *words.status;
  const auto address = parse_listen_at(words.listen);
  if (!address) return complain(EX_CONFIG, words.listen_place + "listen: " + address.error());
  auto listener = listen_at(*address, words.socket_group);
  if (!listener) return complain(EX_UNAVAILABLE, listener.error());
  serve(words, *address, std::move(*listener));
  return EX_OK;
}

}  // namespace

int main(int argc, char** argv) try {
  begin_output("greyweb");
  return end_output(run(argc, argv));
} catch (const std::exception& error) {
  std::fputs(error.what(), stderr);
  std::fputs("\n", stderr);
  return EX_SOFTWARE;
}
