// greyweb: the panel of Greycache. Reads its options, listens, and serves until it is told to end.
#include <sysexits.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
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

// All threads inherit this, so that sigwait() here has the signals.
sigset_t block_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  return ending;
}

void serve(const CommandLine& words, FileDescriptor listener, bool proxied) {
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
  const HttpServer server(
      std::move(listener), proxied,
      {.admit = [&router](const HttpRequest& request) { return router.admission(request, now()); },
       .answer = [&router](const HttpRequest& request) { return router.answer(request, now()); },
       .busy = Router::busy});
  log(LogLevel::info, "greyweb listens at {}", words.listen);
  tell_ready();
  int signal = 0;
  sigwait(&ending, &signal);
}

int run(int argc, char** argv) {
  const CommandLine words = parse_command_line(argc, argv);
  if (words.status) return *words.status;
  const auto address = parse_listen_at(words.listen);
  if (!address) return complain(EX_CONFIG, "listen: " + address.error());
  auto listener = listen_at(*address, words.socket_group);
  if (!listener) return complain(EX_UNAVAILABLE, listener.error());
  serve(words, std::move(*listener), !address->path.empty());
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
