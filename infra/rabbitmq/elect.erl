%% Has every quorum queue that has no leader elect one: often in the first minute after the broker's start, seldom later.
%%
%% RabbitMQ writes which process a quorum queue has to disk up to a second after the queue was declared. A broker that is
%% killed within that second starts the queue's process anew, with an empty log, and such a process waits for ever for
%% somebody to call an election: the queue is there, takes no consumer and confirms nothing, and a delete of it fails
%% (seen with 3.10; rabbitmq-server issue 15725 shows the same). Whatever waits for the queue goes on once it has a leader.
%%
%% It looks as long as the node lives, less often after a minute: nothing else calls an election.
%%
%% Evaluated by the node itself: erl -eval file:eval("elect.erl")
spawn(fun() ->
    Elect = fun({Name, _}) ->
        case whereis(Name) =/= undefined andalso ra_leaderboard:lookup_leader(Name) =:= undefined of
            true -> ra:trigger_election({Name, node()}, 1000);
            false -> ok
        end
    end,
    Look = fun Look(Often) ->
        timer:sleep(if Often > 0 -> 500; true -> 5000 end),
        catch lists:foreach(Elect, ra_directory:list_registered(quorum_queues)),
        Look(max(0, Often - 1))
    end,
    Look(120)
end).
