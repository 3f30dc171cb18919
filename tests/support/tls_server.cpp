#include "tests/support/tls_server.h"

#include <csignal>
#include <cstdio>

#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/core/files.h"

namespace im::test {
namespace {

// For 127.0.0.1, until 2126. The key was made for this test and opens nothing else.
constexpr const char* kCertificate = R"(-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUDSuup3L4ampHwb46opv4SvFpwhQwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMzE1MzkyNVoYDzIxMjYxMDMw
MTUzOTI1WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARwJfpwB/VDWqvPv6Db4VMgZGBFizFZSbzHPyyyNRv/TJaWM2eWPzlh
Zjj8RjWyUNi1AqtowPP96e56zfnoWnxfo2QwYjAdBgNVHQ4EFgQUS7RCRlNU/iT9
L7wxoQbvwO9WgEgwHwYDVR0jBBgwFoAUS7RCRlNU/iT9L7wxoQbvwO9WgEgwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IGpLsO2BrfhK2GYaeiUiFCazsEpTKayogI8NnmwTo0wNAiABTAg0nMc06BXCWvtr
3bRE2eqj4wvsus0qhL7qGFAxWg==
-----END CERTIFICATE-----
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXqTEsm8TO+zgD/6u
1UVYCjWiSsPkAZPZMG8On9WtdI2hRANCAARwJfpwB/VDWqvPv6Db4VMgZGBFizFZ
SbzHPyyyNRv/TJaWM2eWPzlhZjj8RjWyUNi1AqtowPP96e56zfnoWnxf
-----END PRIVATE KEY-----
)";

constexpr const char* kProgram = R"(
import socket, ssl, sys
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1])
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen()
print(listener.getsockname()[1], flush=True)
while True:
    connection, _ = listener.accept()
    open(sys.argv[3], "a").write("x")
    try:
        with context.wrap_socket(connection, server_side=True) as encrypted:
            open(sys.argv[2], "ab").write(encrypted.recv(65536))
    except OSError:
        connection.close()
)";

}  // namespace

TlsServer::TlsServer(const std::filesystem::path& folder) : folder_(folder) {
    write_file_atomically(folder_ / "certificate.pem", kCertificate);
    write_file_atomically(folder_ / "received", "");
    write_file_atomically(folder_ / "knocks", "");
    const std::string certificate = folder_ / "certificate.pem", received = folder_ / "received",
                      knocks = folder_ / "knocks";
    int out[2];
    EXPECT_EQ(::pipe(out), 0);
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::close(out[0]);
        ::close(out[1]);
        ::execlp("python3", "python3", "-c", kProgram, certificate.c_str(), received.c_str(), knocks.c_str(),
                 nullptr);
        ::_exit(127);
    }
    ::close(out[1]);
    if (FILE* text = ::fdopen(out[0], "r")) {
        if (std::fscanf(text, "%d", &port_) != 1) port_ = 0;
        std::fclose(text);
    }
}

TlsServer::~TlsServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

std::string TlsServer::url() const {
    return fmt::format("https://127.0.0.1:{}/v1", port_);
}
std::string TlsServer::received() const {
    return read_text(folder_ / "received");
}
int TlsServer::knocks() const {
    return static_cast<int>(read_text(folder_ / "knocks").size());
}

}  // namespace im::test
