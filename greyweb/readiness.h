// What systemd is told once the panel listens (sd_notify(3)): its unit is Type=notify.
#pragma once

namespace greycache::web {

// Does nothing where NOTIFY_SOCKET is not set.
void tell_ready();

}  // namespace greycache::web
