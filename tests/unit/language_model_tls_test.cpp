// The language model behind a certificate that nobody vouches for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/prompts/language_model_engine.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_server.h"

namespace im::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(LanguageModelCertificate, OneThatNobodyVouchesForIsNamedAndTheOfflineEngineDoesTheWork) {
    const TemporaryFolder folder;
    const TlsServer server(folder.path());
    if (!server.running()) GTEST_SKIP() << "no python3";
    LlmSettings settings;
    settings.url = server.url();
    settings.model = "tiny-chat";
    settings.key = "sk-very-secret-0123456789";
    settings.timeout_s = 20;
    settings.backoff_s = 0.005;
    LanguageModelEngine engine(settings, {});
    const Decomposer offline(std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file())));
    const auto parts =
        engine.decompose("a person walks forward, then kicks with the left leg.", offline).parts;

    ASSERT_EQ(parts.size(), 2u) << "as the offline engine splits it";
    EXPECT_EQ(parts[1].text, "a person kicks with the left leg.");
    EXPECT_EQ(engine.fallbacks(), 1);
    EXPECT_THAT(engine.last_problem(), AllOf(HasSubstr("127.0.0.1 cannot be trusted"),
                                             HasSubstr("certificate"), Not(HasSubstr("sk-very"))));
    EXPECT_EQ(server.knocks(), 1) << "asking again would not help";
    EXPECT_EQ(server.received(), "") << "neither the key nor the caption may leave the machine";
}

}  // namespace
}  // namespace im::test
