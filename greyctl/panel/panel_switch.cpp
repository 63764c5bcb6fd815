// What opens comes last, and what closes comes first.
#include "greyctl/panel/panel_switch.h"

#include <sysexits.h>

#include "common/program_output.h"
#include "common/socket.h"
#include "greyctl/panel/account_warning.h"
#include "greyctl/panel/first_user.h"
#include "greyctl/panel/panel_setting.h"

namespace greycache {

namespace {

using Done = tl::expected<void, std::string>;

Done set_socket(const PanelHost& host, const std::string& value) {
  if (host.socket.empty() == value.empty()) {
    print_out("{}: panel_socket is {} already\n", host.config, value.empty() ? "off" : host.socket);
    return {};
  }
  if (const auto set = set_panel_socket(host.config, value); !set) return set;
  print_out("{}: panel_socket is {} now\n", host.config, value.empty() ? "off" : value);
  return {};
}

Done let_somebody_in(const PanelHost& host) {
  const auto password = make_first_user(host.accounts);
  if (!password) return tl::make_unexpected(password.error());
  if (password->empty()) {
    print_out("who may sign in: greyctl panel user list\n");
  } else {
    print_out("user {} may sign in with the password {}, which is shown only now\n", kFirstUser,
              *password);
  }
  // Whatever a service does next, this has been said.
  flush_out();
  tell_of_accounts(host.accounts);
  return {};
}

// What opens the socket is the daemon, and a daemon that cannot serves on.
Done open_panel(const PanelHost& host) {
  if (const auto done = reload_daemon(host.systemctl); !done) return done;
  const std::string socket = host.socket.empty() ? kPanelSocket : host.socket;
  if (!connect_unix(socket)) {
    print_out("note: the daemon does not answer on {}: its log says why\n", socket);
  }
  return start_panel(host.systemctl);
}

int say_what_is_left(const char* first, const char* second) {
  return print_out("left to do:\n    systemctl {}\n    systemctl {}\n", first, second) ? EX_OK
                                                                                       : EX_IOERR;
}

}  // namespace

PanelHost panel_host(const LoadedSettings& loaded, const std::string& accounts) {
  const std::string config = file_of(loaded);
  return {.config = config,
          .socket = loaded.settings.panel_socket,
          .accounts = accounts,
          .services = has_services(config),
          .systemctl = systemctl_here()};
}

int enable_panel(const PanelHost& host) {
  if (host.services && !has_panel_service(host.systemctl)) {
    return complain(EX_UNAVAILABLE,
                    "there is no greyweb.service here, and nothing is changed: install the package "
                    "greycache-panel");
  }
  if (const auto set = set_socket(host, kPanelSocket); !set) {
    return complain(EX_CANTCREAT, set.error());
  }
  if (const auto in = let_somebody_in(host); !in) return complain(EX_CANTCREAT, in.error());
  if (!host.services) return say_what_is_left("reload greycache", "enable --now greyweb");
  const auto open = open_panel(host);
  return open ? EX_OK : complain(EX_UNAVAILABLE, open.error());
}

int disable_panel(const PanelHost& host) {
  if (host.services && has_panel_service(host.systemctl)) {
    const auto done = stop_panel(host.systemctl);
    if (!done) return complain(EX_UNAVAILABLE, done.error());
  }
  if (const auto set = set_socket(host, ""); !set) return complain(EX_CANTCREAT, set.error());
  if (!host.services) return say_what_is_left("disable --now greyweb", "reload greycache");
  const auto done = reload_daemon(host.systemctl);
  return done ? EX_OK : complain(EX_UNAVAILABLE, done.error());
}

}  // namespace greycache
