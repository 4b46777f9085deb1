-- Neovim as a client: opens FILE in WORKSPACE, waits for findings, applies each action named in ACTIONS (one a line:
-- "line<Tab>title") at the finding in its line, waits until no finding is left, saves, and prints what it saw as JSON.
local workspace, file = os.getenv('WORKSPACE'), os.getenv('FILE')
local seen = { chosen = {} }

local function wait(what, condition)
  if not vim.wait(120000, condition, 50) then error('waited in vain for ' .. what) end
end

local function finish(failure)
  seen.failure = failure
  io.stdout:write(vim.fn.json_encode(seen) .. '\n')
  vim.cmd('qall!')
end

local function findings(buffer)
  local found = {}
  for _, one in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, { line = one.lnum + 1, code = one.code, message = one.message, source = one.source })
  end
  return found
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(workspace .. '/' .. file))
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.start_client({ name = 'burnish', cmd = { os.getenv('SERVER'), 'serve' }, root_dir = workspace })
  vim.lsp.buf_attach_client(buffer, client)
  wait('findings', function() return #vim.diagnostic.get(buffer) > 0 end)
  seen.before = findings(buffer)

  for line, title in os.getenv('ACTIONS'):gmatch('(%d+)\t([^\n]+)') do
    local finding = vim.diagnostic.get(buffer, { lnum = tonumber(line) - 1 })[1]
    vim.api.nvim_win_set_cursor(0, { tonumber(line), finding.col })
    local hover = vim.lsp.buf_request_sync(buffer, 'textDocument/hover', vim.lsp.util.make_position_params(), 120000)
    seen.hover = hover[client].result and hover[client].result.contents.value or vim.NIL
    local titles, picked = {}, false
    vim.ui.select = function(items, _, choose)
      for index, item in ipairs(items) do
        table.insert(titles, item[2].title)
        if item[2].title == title then
          picked = true
          return choose(item, index)
        end
      end
      choose(nil)
    end
    local tick = vim.api.nvim_buf_get_changedtick(buffer)
    vim.lsp.buf.code_action({ diagnostics = vim.lsp.diagnostic.get_line_diagnostics(buffer, tonumber(line) - 1) })
    wait(title .. ' among ' .. vim.inspect(titles), function()
      return picked and vim.api.nvim_buf_get_changedtick(buffer) ~= tick
    end)
    table.insert(seen.chosen, titles)
  end

  wait('no findings', function() return #vim.diagnostic.get(buffer) == 0 end)
  vim.cmd('silent write')
  vim.lsp.stop_client(client)
  wait('the server to stop', function() return vim.lsp.client_is_stopped(client) end)
end

local ok, failure = pcall(run)
finish(not ok and tostring(failure) or nil)
