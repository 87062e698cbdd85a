-- Written for Lua 5.1: functions have environments of their own, and unpack is global. Both went with 5.2.
local sandbox = { ipairs = ipairs, total = 0 }
local function add(...)
  for _, number in ipairs({ ... }) do total = total + number end
end
setfenv(add, sandbox)
add(unpack({ 1, 2, 3 }))
print("the total is " .. sandbox.total)
