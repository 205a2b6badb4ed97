-- One client's log: when it was admitted within the last window, in
-- microseconds of this server's clock, oldest first.
--
-- KEYS[1]  the log
-- ARGV[1]  the most entries in any window
-- ARGV[2]  the window, in microseconds
--
-- Answers {1 admitted or 0 refused, entries in the window, microseconds until
-- the oldest leaves it, this moment}. Only an admitted request is written down.

local log, limit, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
-- Below 2^53, so a number of Lua counts microseconds exactly.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local used = redis.call('LLEN', log)

-- Redis counts its own milliseconds to forget a key, from a clock it reads now
-- and then: a second more, and no entry is forgotten within its window.
local function forget_later()
    redis.call('PEXPIRE', log, math.ceil(window / 1000) + 1000)
end

-- A clock that was set back, or another server's that is behind: all entries
-- move with it, so that none is in the future. Nobody gets in earlier, and
-- nobody waits longer than a window.
local ahead = (tonumber(redis.call('LINDEX', log, -1) or now)) - now
if ahead > 0 then
    for _ = 1, used do
        redis.call('RPUSH', log, redis.call('LPOP', log) - ahead)
    end
    forget_later()
end

local oldest = tonumber(redis.call('LINDEX', log, 0) or now)
while used > 0 and oldest + window <= now do
    redis.call('LPOP', log)
    used = used - 1
    oldest = tonumber(redis.call('LINDEX', log, 0) or now)
end

local admitted = 0
if used < limit then
    redis.call('RPUSH', log, now)
    forget_later()
    admitted, used = 1, used + 1
end
return {admitted, used, oldest + window - now, now}
