"""The templates of Marathon-LB 1.13.1, and which of them a label may replace.

Source: mesosphere/marathon-lb config.py (the templates); the texts are those of HAProxy's language.
"""

TEMPLATES = {
    "USERLIST_HEAD": "\nuserlist user_{backend}\n  user {user} password {passwd}\n",
    "HTTP_FRONTEND_HEAD": "\nfrontend marathon_http_in\n  bind *:80\n  mode http\n",
    "HTTP_FRONTEND_APPID_HEAD": "\nfrontend marathon_http_appid_in\n  bind *:9091\n  mode http\n",
    "HTTPS_FRONTEND_HEAD": "\nfrontend marathon_https_in\n  bind *:443 ssl {sslCerts}\n  mode http\n",
    "HTTPS_GROUPED_FRONTEND_HEAD": (
        "\nfrontend marathon_https_in\n  bind *:443\n  mode tcp\n"
        "  tcp-request inspect-delay 5s\n  tcp-request content accept if { req_ssl_hello_type 1 }\n"
    ),
    "HTTPS_GROUPED_VHOST_FRONTEND_HEAD": (
        "\nfrontend {name}\n  mode http\n  bind abns@{name} accept-proxy ssl {sslCerts}{bindOpts}\n"
    ),
    "HTTPS_GROUPED_VHOST_BACKEND_HEAD": "\nbackend {name}\n  server loopback-for-tls abns@{name} send-proxy-v2\n",
    "HTTPS_GROUPED_VHOST_FRONTEND_ACL": "  use_backend {backend} if {{ req_ssl_sni -i {host} }}\n",
    "FRONTEND_HEAD": ("\nfrontend {backend}\n  bind {bindAddr}:{servicePort}{sslCert}{bindOptions}\n  mode {mode}\n"),
    "BACKEND_HEAD": "\nbackend {backend}\n  balance {balance}\n  mode {mode}\n",
    "BACKEND_REDIRECT_HTTP_TO_HTTPS": ("  redirect scheme https code 301 if !{{ ssl_fc }} host_{cleanedUpHostname}\n"),
    "BACKEND_REDIRECT_HTTP_TO_HTTPS_WITH_PATH": (
        "  redirect scheme https code 301 if !{{ ssl_fc }} host_{cleanedUpHostname} path_{backend}\n"
    ),
    "BACKEND_HSTS_OPTIONS": "  rspadd  Strict-Transport-Security:\\ max-age=15768000\n",
    "HTTP_FRONTEND_ACL": (
        "  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n  use_backend {backend} if host_{cleanedUpHostname}\n"
    ),
    "MAP_HTTP_FRONTEND_ACL": (
        "  use_backend %[req.hdr(host),lower,regsub(:.*$,,),map({haproxy_dir}/domain2backend.map)]\n"
    ),
    "HTTP_FRONTEND_ACL_WITH_AUTH": (
        "  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n"
        "  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
        '  http-request auth realm "{realm}" if host_{cleanedUpHostname} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if host_{cleanedUpHostname}\n"
    ),
    "HTTP_FRONTEND_ACL_ONLY": "  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n",
    "MAP_HTTP_FRONTEND_ACL_ONLY": (
        "  use_backend %[req.hdr(host),lower,regsub(:.*$,,),map({haproxy_dir}/domain2backend.map)]\n"
    ),
    "HTTP_FRONTEND_ROUTING_ONLY": "  use_backend {backend} if host_{cleanedUpHostname}\n",
    "HTTP_FRONTEND_ROUTING_ONLY_WITH_AUTH": (
        "  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
        '  http-request auth realm "{realm}" if host_{cleanedUpHostname} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if host_{cleanedUpHostname}\n"
    ),
    "HTTP_FRONTEND_ACL_WITH_PATH": (
        "  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n"
        "  acl path_{backend} path_beg {path}\n"
        "  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n"
    ),
    "HTTP_FRONTEND_ACL_WITH_AUTH_AND_PATH": (
        "  acl host_{cleanedUpHostname} hdr(host) -i {hostname}\n"
        "  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
        "  acl path_{backend} path_beg {path}\n"
        '  http-request auth realm "{realm}" if host_{cleanedUpHostname} path_{backend} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n"
    ),
    "HTTP_FRONTEND_ACL_ONLY_WITH_PATH": "  acl path_{backend} path_beg {path}\n",
    "HTTP_FRONTEND_ACL_ONLY_WITH_PATH_AND_AUTH": (
        "  acl path_{backend} path_beg {path}\n  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
    ),
    "HTTPS_FRONTEND_ACL_ONLY_WITH_PATH": "  acl path_{backend} path_beg {path}\n",
    "HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH": "  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n",
    "HTTP_FRONTEND_ROUTING_ONLY_WITH_PATH_AND_AUTH": (
        '  http-request auth realm "{realm}" if host_{cleanedUpHostname} path_{backend} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if host_{cleanedUpHostname} path_{backend}\n"
    ),
    "HTTP_FRONTEND_APPID_ACL": (
        "  acl app_{cleanedUpAppId} hdr(x-marathon-app-id) -i {appId}\n"
        "  use_backend {backend} if app_{cleanedUpAppId}\n"
    ),
    "MAP_HTTP_FRONTEND_APPID_ACL": (
        "  use_backend %[req.hdr(x-marathon-app-id),lower,map({haproxy_dir}/app2backend.map)]\n"
    ),
    "HTTPS_FRONTEND_ACL": "  use_backend {backend} if {{ ssl_fc_sni {hostname} }}\n",
    "MAP_HTTPS_FRONTEND_ACL": "  use_backend %[ssl_fc_sni,lower,map({haproxy_dir}/domain2backend.map)]\n",
    "HTTPS_FRONTEND_ACL_WITH_AUTH": (
        "  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
        '  http-request auth realm "{realm}" if {{ ssl_fc_sni {hostname} }} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if {{ ssl_fc_sni {hostname} }}\n"
    ),
    "HTTPS_FRONTEND_ACL_WITH_PATH": "  use_backend {backend} if {{ ssl_fc_sni {hostname} }} path_{backend}\n",
    "HTTPS_FRONTEND_ACL_WITH_AUTH_AND_PATH": (
        "  acl auth_{cleanedUpHostname} http_auth(user_{backend})\n"
        '  http-request auth realm "{realm}" if {{ ssl_fc_sni {hostname} }} path_{backend} !auth_{cleanedUpHostname}\n'
        "  use_backend {backend} if {{ ssl_fc_sni {hostname} }} path_{backend}\n"
    ),
    "BACKEND_HTTP_OPTIONS": (
        "  option forwardfor\n"
        "  http-request set-header X-Forwarded-Port %[dst_port]\n"
        "  http-request add-header X-Forwarded-Proto https if { ssl_fc }\n"
    ),
    "HTTP_BACKEND_PROXYPASS_GLUE": (
        '  http-request set-header Host {hostname}\n  reqirep  "^([^ :]*)\\ {proxypath}/?(.*)" "\\1\\ /\\2"\n'
    ),
    "HTTP_BACKEND_REVPROXY_GLUE": (
        "  acl hdr_location res.hdr(Location) -m found\n"
        '  rspirep "^Location: (https?://{hostname}(:[0-9]+)?)?(/.*)" "Location:   {rootpath}" if hdr_location\n'
    ),
    "HTTP_BACKEND_REDIR": (
        "  acl is_root path -i /\n  acl is_domain hdr(host) -i {hostname}\n"
        "  redirect code 301 location {redirpath} if is_domain is_root\n"
    ),
    "BACKEND_HTTP_HEALTHCHECK_OPTIONS": (
        "  option  httpchk GET {healthCheckPath}\n  timeout check {healthCheckTimeoutSeconds}s\n"
    ),
    "BACKEND_TCP_HEALTHCHECK_OPTIONS": "",
    "BACKEND_STICKY_OPTIONS": "  cookie mesosphere_server_id insert indirect nocache\n",
    "BACKEND_SERVER_OPTIONS": (
        "  server {serverName} {host_ipv4}:{port} id {serverId}{cookieOptions}{healthCheckOptions}{otherOptions}\n"
    ),
    "BACKEND_SERVER_HTTP_HEALTHCHECK_OPTIONS": (
        "  check inter {healthCheckIntervalSeconds}s fall {healthCheckFalls}{healthCheckPortOptions}\n"
    ),
    "BACKEND_SERVER_TCP_HEALTHCHECK_OPTIONS": (
        "  check inter {healthCheckIntervalSeconds}s fall {healthCheckFalls}{healthCheckPortOptions}\n"
    ),
    "FRONTEND_BACKEND_GLUE": "  use_backend {backend}\n",
    "HTTP_BACKEND_NETWORK_ALLOWED_ACL": "  acl network_allowed src {network_allowed}\n",
    "HTTP_BACKEND_ACL_ALLOW_DENY": "  http-request allow if network_allowed\n  http-request deny\n",
    "TCP_BACKEND_NETWORK_ALLOWED_ACL": "  acl network_allowed src {network_allowed}\n",
    "TCP_BACKEND_ACL_ALLOW_DENY": ("  tcp-request content accept if network_allowed\n  tcp-request content reject\n"),
}
"""By name, without `HAPROXY_`."""

OF_THE_WHOLE_FILE = frozenset(
    {
        "HTTP_FRONTEND_HEAD",
        "HTTP_FRONTEND_APPID_HEAD",
        "HTTPS_FRONTEND_HEAD",
        "HTTPS_GROUPED_FRONTEND_HEAD",
        "HTTPS_GROUPED_VHOST_FRONTEND_HEAD",
        "HTTPS_GROUPED_VHOST_BACKEND_HEAD",
        "HTTPS_GROUPED_VHOST_FRONTEND_ACL",
        "HTTP_BACKEND_ACL_ALLOW_DENY",
        "TCP_BACKEND_ACL_ALLOW_DENY",
    }
)
"""No label replaces these."""
A_SETTING_INSTEAD = frozenset({"HTTP_BACKEND_REDIR"})
"""The label of this name is a setting (the path), so it never replaces the template of that name."""
REPLACEABLE = frozenset(TEMPLATES) - OF_THE_WHOLE_FILE - A_SETTING_INSTEAD

LABEL_OF = {
    "MAP_HTTP_FRONTEND_ACL": "HTTP_FRONTEND_ACL",
    "MAP_HTTP_FRONTEND_ACL_ONLY": "HTTP_FRONTEND_ACL_ONLY",
    "MAP_HTTP_FRONTEND_APPID_ACL": "HTTP_FRONTEND_APPID_ACL",
    "MAP_HTTPS_FRONTEND_ACL": "HTTPS_FRONTEND_ACL",
}
"""With maps, the label of the template without maps replaces these; a label of their own name does nothing."""
