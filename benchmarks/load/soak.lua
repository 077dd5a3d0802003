-- Posts predictions at a steady pace, and a verdict on one answer in twenty. BENCH_BODIES as in bodies.lua,
-- BENCH_PAUSE_MS how long a connection waits before each request.
local bodies, waiting, answered = {}, {}, 0
local pause = tonumber(os.getenv("BENCH_PAUSE_MS"))
local kinds = { "confirmed", "confirmed", "confirmed", "confirmed", "rejected" }

function init(args)
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
  math.randomseed(os.time())
  next_body = math.random(#bodies)
end

function delay()
  return pause
end

local function post(path, body)
  return wrk.format("POST", path, { ["content-type"] = "application/json" }, body)
end

function request()
  local id = table.remove(waiting)
  if id then
    return post("/verdicts", string.format('{"prediction_id":"%s","verdict":"%s"}', id, kinds[math.random(#kinds)]))
  end
  next_body = next_body % #bodies + 1
  return post("/predict", bodies[next_body])
end

function response(status, headers, body)
  answered = answered + 1
  if answered % 20 == 0 then
    local id = body:match('"id":"([^"]+)"')
    if id then waiting[#waiting + 1] = id end
  end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
