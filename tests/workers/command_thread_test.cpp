// The loop that all of the studio's threads share.
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "app/workers/command_thread.h"

namespace im::test {
namespace {

using namespace std::chrono_literals;

void wait_until(const std::atomic<bool>& condition) {
    for (int i = 0; i < 5000 && !condition; ++i) {
        std::this_thread::sleep_for(1ms);
    }
    EXPECT_TRUE(condition);
}

TEST(CommandThread, CarriesCommandsOutInTheOrderInWhichTheyWereSent) {
    std::vector<int> seen;
    {
        CommandThread<int> thread(AtExit::FinishWaiting,
                                  [&](int& command, const std::stop_token&) { seen.push_back(command); });
        for (int i = 0; i < 5; ++i) {
            thread.send(i);
        }
    }
    EXPECT_EQ(seen, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(CommandThread, BeginsOnItsOwnThreadBeforeTheFirstCommand) {
    std::thread::id began, executed;
    {
        CommandThread<int> thread(
            AtExit::FinishWaiting,
            [&](int&, const std::stop_token&) { executed = std::this_thread::get_id(); },
            [&] { began = std::this_thread::get_id(); });
        thread.send(1);
    }
    EXPECT_EQ(began, executed);
    EXPECT_NE(began, std::this_thread::get_id());
}

TEST(CommandThread, StoppingReachesTheRunningCommandAndNotTheNextOne) {
    std::atomic<bool> running{false}, first_stopped{false}, second_ran{false}, second_stopped{false};
    CommandThread<int> thread(AtExit::DropWaiting, [&](int& command, const std::stop_token& stop) {
        if (command == 1) {
            running = true;
            for (int i = 0; i < 5000 && !stop.stop_requested(); ++i) {
                std::this_thread::sleep_for(1ms);
            }
            first_stopped = stop.stop_requested();
        } else {
            second_stopped = stop.stop_requested();
            second_ran = true;
        }
    });
    thread.send(1);
    thread.send(2);
    wait_until(running);
    thread.stop_running();
    wait_until(second_ran);
    EXPECT_TRUE(first_stopped);
    EXPECT_FALSE(second_stopped);
}

TEST(CommandThread, AtItsEndTheRunningCommandIsStoppedAndThoseThatWaitAreDropped) {
    std::atomic<bool> running{false}, stopped{false};
    std::atomic<int> carried_out{0};
    {
        CommandThread<int> thread(AtExit::DropWaiting, [&](int&, const std::stop_token& stop) {
            ++carried_out;
            running = true;
            for (int i = 0; i < 5000 && !stop.stop_requested(); ++i) {
                std::this_thread::sleep_for(1ms);
            }
            stopped = stop.stop_requested();
        });
        thread.send(1);
        thread.send(2);
        wait_until(running);
    }
    EXPECT_TRUE(stopped);
    EXPECT_EQ(carried_out, 1);
}

TEST(CommandThread, NoCommandBeginsAfterItWasToldToLeave) {
    std::atomic<int> carried_out{0};
    {
        CommandThread<int> thread(AtExit::DropWaiting, [&](int&, const std::stop_token&) { ++carried_out; });
        thread.leave();
        thread.send(1);
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_EQ(carried_out, 0);
}

}  // namespace
}  // namespace im::test
