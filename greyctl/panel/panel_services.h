// The services of the daemon and of the panel, where systemd runs them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

// systemctl(1), told these words. The error is a sentence: what it said, or why it did not run.
using Systemctl =
    std::function<tl::expected<void, std::string>(const std::vector<std::string>& words)>;

// This host's.
Systemctl systemctl_here();

// Whether the services are ours to start and stop: systemd has booted this host, this is root, and
// `config` is the file that the units read.
bool has_services(const std::string& config);

// Whether greyweb.service is installed.
bool has_panel_service(const Systemctl& systemctl);

// The daemon, where it runs, makes or removes the panel's socket: by a takeover, which no mail
// notices. Each of these says what was done; the error is a sentence.
tl::expected<void, std::string> reload_daemon(const Systemctl& systemctl);

// The panel runs, now and from each boot on; or no more.
tl::expected<void, std::string> start_panel(const Systemctl& systemctl);
tl::expected<void, std::string> stop_panel(const Systemctl& systemctl);

}  // namespace greycache
