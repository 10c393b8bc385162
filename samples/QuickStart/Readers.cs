using Ses;
using Ses.Primitives;
using Ses.Recipients;
using Ses.SendingTasks;

namespace QuickStart;

/// <summary>What an earlier start of the program may have left: the group, and a task that is not done.</summary>
internal static class Readers
{
    /// <summary>The group of that name, made where there is none.</summary>
    public static async Task<RecipientGroup> GroupAsync(ISesClient client, string name)
    {
        var found = await client.Recipients.ListAsync(name);
        return found.Items.FirstOrDefault(group => group.Name == name) ?? await client.Recipients.CreateAsync(name, $"Readers of the letter: {name}");
    }

    /// <summary>The newest task to a group that was begun and is not done; null where there is none.</summary>
    public static async Task<SendingTask?> UnfinishedTaskAsync(ISesClient client, RecipientGroupId group)
    {
        var tasks = await client.Tasks.ListAsync();
        return tasks.Items.FirstOrDefault(task => task.Groups.Contains(group) && task.State is TaskState.Waiting or TaskState.Sending or TaskState.Paused);
    }
}
